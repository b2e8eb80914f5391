import { expect, test } from '@jest/globals';
import { networkOf } from '../../../api/admission.ts';

test('an address stands for itself, one of IPv6 for its network, and what is none for nobody', () => {
  const networks = {
    '192.0.2.1': '192.0.2.1',
    '::ffff:192.0.2.1': '192.0.2.1',
    '2001:db8:1:2:3:4:5:6': '2001.db8.1.2',
    '2001:0DB8:1:2::': '2001.db8.1.2',
    '2001:db8::1': '2001.db8.0.0',
    '::1': '0.0.0.0',
    'fe80::1%eth0': 'fe80.0.0.0',
    'a task:*': 'unknown',
    '': 'unknown',
  };
  expect(Object.fromEntries(Object.keys(networks).map((address) => [address, networkOf(address)]))).toEqual(networks);
  expect(networkOf(undefined)).toBe('unknown');
});
