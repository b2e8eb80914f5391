/** Which addresses belong to this machine, to an inner network, or to no single host. */

import { BlockList, isIPv6 } from 'node:net';

/** Whether one of a name's addresses does, for whoever connects may take any of them. */
export function leadsInside(addresses: readonly string[]): boolean {
  return addresses.some((address) => INNER.check(address, isIPv6(address) ? 'ipv6' : 'ipv4'));
}

/** This machine, private networks, links, carriers' networks, and everything that is no single host (RFC 6890). */
const INNER = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  INNER.addSubnet(network, bits, 'ipv4');
// Not `::ffff:0:0/96`: Node holds an IPv4 address that is written as IPv6 against the rules above, and IPv4 against that one.
for (const [network, bits] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  INNER.addSubnet(network, bits, 'ipv6');
