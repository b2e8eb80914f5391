import { expect, test } from '@jest/globals';
import { leadsInside } from '../../../platform/inner-network.ts';

test.each(['8.8.8.8', '142.250.74.110', '::ffff:8.8.8.8', '::ffff:808:808', '2001:4860:4860::8888'])(
  'a host of the world is let through: %s',
  (address) => expect(leadsInside([address])).toBe(false),
);

test.each([
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '127.0.0.1',
  '169.254.169.254',
  '172.31.255.255',
  '192.168.1.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::127.0.0.1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::ffff:a9fe:a9fe',
  '64:ff9b::7f00:1',
  '64:ff9b:1::a00:1',
  'fd00::1',
  'fe80::1',
  'ff02::1',
])('an inner one is not: %s', (address) => expect(leadsInside([address])).toBe(true));

test('nor is a name that has an address outside and one inside', () => {
  expect(leadsInside(['8.8.8.8', '1.1.1.1'])).toBe(false);
  expect(leadsInside(['8.8.8.8', '10.0.0.1'])).toBe(true);
  expect(leadsInside(['2001:4860:4860::8888', '::1'])).toBe(true);
});
