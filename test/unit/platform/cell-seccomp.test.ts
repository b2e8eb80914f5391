/** The filter as the kernel would run it, for machines too on which no test runs. */

import { expect, test } from '@jest/globals';
import { filterFor } from '../../../platform/cell-seccomp.ts';

/** The numbers once more, by the kernel's own names: asm/unistd_64.h, and asm-generic/unistd.h, which arm64 uses. */
const KERNEL = {
  x64: {
    machine: 0xc000003e, // AUDIT_ARCH_X86_64: EM_X86_64 (62), 64 bit, little-endian
    ...{ read: 0, socket: 41, connect: 42, getpid: 39, ptrace: 101, prctl: 157 },
    ...{ process_vm_readv: 310, process_vm_writev: 311, io_uring_setup: 425, pidfd_getfd: 438, openat: 257 },
  },
  arm64: {
    machine: 0xc00000b7, // AUDIT_ARCH_AARCH64: EM_AARCH64 (183), 64 bit, little-endian
    ...{ read: 63, socket: 198, connect: 203, getpid: 172, ptrace: 117, prctl: 167 },
    ...{ process_vm_readv: 270, process_vm_writev: 271, io_uring_setup: 425, pidfd_getfd: 438, openat: 56 },
  },
} as const;
const [AF_UNIX, AF_INET, AF_INET6, AF_NETLINK, AF_PACKET, AF_VSOCK] = [1, 2, 10, 16, 17, 40];
/** AUDIT_ARCH_I386 and AUDIT_ARCH_ARM: the 32-bit calls of the two. */
const OTHER_MACHINES = [0x40000003, 0x40000028];

/** Classic BPF as far as the filter speaks it (linux/filter.h): load a word, jump forward, return. */
function answer(code: Buffer, call: { machine: number; call: number; first?: number }): 'allow' | 'refuse' {
  const words: Record<number, number> = { 0: call.call, 4: call.machine, 16: call.first ?? 0 };
  let loaded = 0;
  for (let at = 0; at < code.length; at += 8) {
    const [kind, value] = [code.readUInt16LE(at), code.readUInt32LE(at + 4)];
    const jump = (holds: boolean): void => void (at += 8 * code.readUInt8(at + (holds ? 2 : 3)));
    if (kind === 0x20) loaded = words[value] ?? NaN;
    else if (kind === 0x15) jump(loaded === value);
    else if (kind === 0x35) jump(loaded >= value);
    else if (kind === 0x06) return value === 0x7fff0000 ? 'allow' : 'refuse';
    else throw new Error(`no such instruction: ${kind}`);
  }
  throw new Error('the filter runs out');
}

test.each(['x64', 'arm64'] as const)(
  'on %s: sockets among programs, and no way to a network or into another program',
  (name) => {
    const kernel = KERNEL[name];
    const { code = Buffer.alloc(0), prctl } = filterFor(name) ?? {};
    expect(prctl).toBe(kernel.prctl);
    const asked = (call: number, first = 0) => answer(code, { machine: kernel.machine, call, first });
    const calls = Object.entries(kernel).filter(([name]) => name !== 'machine');
    const allowed = calls.filter(([, call]) => asked(call, AF_UNIX) === 'allow');
    expect(allowed.map(([call]) => call).toSorted()).toEqual([
      'connect',
      'getpid',
      'openat',
      'prctl',
      'read',
      'socket',
    ]);
    for (const family of [AF_INET, AF_INET6, AF_NETLINK, AF_PACKET, AF_VSOCK, 0])
      expect([family, asked(kernel.socket, family)]).toEqual([family, 'refuse']);
    // The kernel looks at 32 bits of a family only, and so does the filter.
    expect(asked(0x40000000 + kernel.socket, AF_UNIX)).toBe('refuse');
    for (const other of OTHER_MACHINES) expect(answer(code, { machine: other, call: kernel.getpid })).toBe('refuse');
  },
);

test('on a machine whose numbers are not known there is no filter', () => {
  expect(filterFor('riscv64')).toBeUndefined();
});
