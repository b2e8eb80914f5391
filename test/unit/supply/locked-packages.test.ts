import { expect, test } from '@jest/globals';
import { lockedPackages } from '../../supply/locked-packages.ts';

const locked = lockedPackages();

test('every locked package is checked against its hash when it is installed', () => {
  expect(locked.length).toBeGreaterThan(500);
  const unchecked = locked.filter(({ integrity }) => !(integrity ?? '').startsWith('sha512-'));
  // The registry that wrote the lock does not carry tools' binaries for machines that we do not build on; npm asks for their
  // hash only there.
  const elsewhere = /^(android|freebsd|openharmony|win32|darwin|linux (arm|ppc64|riscv64|s390x|loong64)$)/;
  expect(unchecked.filter(({ machines = '' }) => !elsewhere.test(machines)).map(({ name }) => name)).toEqual([]);
  expect(unchecked.filter(({ name }) => !/^@(oxc-parser|swc|unrs)\//.test(name)).map(({ name }) => name)).toEqual([]);
});

test('no code is linked whose licence would claim ours', () => {
  // LGPL is for libvips, which sharp loads as a library of its own; of a choice of licences the other one is taken.
  const claims = /(?<!L)GPL|SSPL|BUSL|Commons|CC-BY-NC|UNLICENSED/;
  const claiming = locked.filter(({ license = '' }) => claims.test(license) && !/\bOR\b/.test(license));
  expect(claiming.map(({ name, license }) => `${name} ${license}`)).toEqual([]);
});
