import { expect, test } from '@jest/globals';
import { NotAdmittedError, personOf } from '../../../api/oidc.ts';

const issuer = 'https://login.school.test/realms/main';
const bySubject = { issuer, ownerClaim: 'sub', emailDomains: [] };
const byEmail = { issuer, ownerClaim: 'email', emailDomains: [] };

test('the owner is the subject at its issuer, fit for keys, cookies and headers, and different for different subjects', () => {
  expect(personOf({ sub: '248289761001', name: 'Ann' }, bySubject)).toEqual({
    owner: '248289761001@login.school.test',
    name: 'Ann',
  });
  const subjects = ['a', 'a@login.school.test', 'a:b', 'a~b', "a'b", 'a%7Eb', 'å\r\n', '\ud800', ' a'];
  const owners = subjects.map((sub) => personOf({ sub }, bySubject).owner);
  expect(new Set(owners).size).toBe(subjects.length);
  for (const owner of owners) expect(owner).toMatch(/^[\w.%-]+@login\.school\.test$/);
});

test('an address is an owner only where the issuer has verified it', () => {
  expect(personOf({ sub: '1', email: 'Ann@School.test', email_verified: true }, byEmail)).toEqual({
    owner: 'ann@school.test',
    name: 'ann@school.test',
  });
  for (const claims of [
    { email: 'ann@school.test', email_verified: false },
    { email: 'ann@school.test', email_verified: 'false' },
    { email: 'ann@school.test', email_verified: null },
    { email: 'no address' },
    { email: 7 },
    { email: `${'a'.repeat(300)}@school.test` },
    {},
  ])
    expect(() => personOf({ sub: '1', ...claims }, byEmail)).toThrow(NotAdmittedError);
});

test('where domains are named, nobody else comes in', () => {
  const here = { ...bySubject, emailDomains: ['school.test'] };
  expect(personOf({ sub: '1', email: 'ann@school.test' }, here).owner).toBe('1@login.school.test');
  for (const email of ['ann@notschool.test', 'ann@school.test.evil.test', 'school.test@evil.test', undefined])
    expect(() => personOf({ sub: '1', email }, here)).toThrow(NotAdmittedError);
  expect(() => personOf({ sub: '1', email: 'ann@school.test', email_verified: false }, here)).toThrow(NotAdmittedError);
});
