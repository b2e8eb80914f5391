/**
 * No network for a program of somebody who has no right at all, as in most containers: a filter that the kernel asks at each of the
 * program's system calls and its children's (seccomp). It refuses every socket but those between programs of one machine, and every
 * way to another program's.
 */

import { existsSync } from 'node:fs';

/** What the kernel calls a machine (linux/audit.h), and the numbers of the calls there (asm/unistd.h). */
interface Machine {
  audit: number;
  socket: number;
  prctl: number;
  /** Ways into another process of the same user: ptrace, process_vm_readv, process_vm_writev. */
  intoOthers: readonly number[];
}

const MACHINES: Partial<Record<NodeJS.Architecture, Machine>> = {
  x64: { audit: 0xc000003e, socket: 41, prctl: 157, intoOthers: [101, 310, 311] },
  arm64: { audit: 0xc00000b7, socket: 198, prctl: 167, intoOthers: [117, 270, 271] },
};
/** The same everywhere. io_uring_setup makes sockets that no filter sees; pidfd_getfd takes those of another process. */
const EVERYWHERE = [425, 438];
/** x86-64 has a second set of calls from here on, with other numbers. */
const SECOND_SET = 0x40000000;
const AF_UNIX = 1;

/** linux/bpf_common.h: load a word, compare and skip so many instructions where it is so, or is not, return. */
const [LOAD, IF_EQUAL, IF_AT_LEAST, RETURN] = [0x20, 0x15, 0x35, 0x06];
/** Where a call's number, the machine and the first argument lie (struct seccomp_data). */
const [CALL, MACHINE, FIRST_ARGUMENT] = [0, 4, 16];
const [ALLOW, REFUSE] = [0x7fff0000, 0x00050001]; // "allowed", and EPERM

/** Perl is part of every Debian, starts in 2 ms and can call the kernel; a shell cannot. */
const PERL = '/usr/bin/perl';
/** PR_SET_NO_NEW_PRIVS (38), without which nobody may be filtered; then PR_SET_SECCOMP (22) with a filter (2); then the program. */
const ENTER = `
my ($prctl, $hex) = splice @ARGV, 0, 2;
my $code = pack "H*", $hex;
my $filter = pack "S x6 P", length($code) / 8, $code;
syscall($prctl + 0, 38, 1, 0, 0, 0) == 0 && syscall($prctl + 0, 22, 2, $filter) == 0 or die "no filter: $!";
exec { $ARGV[0] } @ARGV or die "not started: $!";`;

/** Succeeds where no socket to a network can be made. */
export const PROOF_OF_NO_SOCKET = `${PERL} -e 'exit(socket(my $s, 2, 1, 0) || socket($s, 10, 2, 0) ? 1 : 0)'`;

const filter = process.platform === 'linux' ? filterFor(process.arch) : undefined;

/** What to put before a command line so that it has no network; undefined where this is not possible. */
export const noSockets: readonly string[] | undefined =
  filter && existsSync(PERL) ? [PERL, '-e', ENTER, String(filter.prctl), filter.code.toString('hex')] : undefined;

/** What the kernel is to ask at every call; undefined for a machine whose numbers are not known here. */
export function filterFor(architecture: NodeJS.Architecture): { prctl: number; code: Buffer } | undefined {
  const known = MACHINES[architecture];
  if (!known) return undefined;
  const { audit, socket, prctl, intoOthers } = known;
  const refused = [...EVERYWHERE, ...intoOthers];
  const code = Buffer.concat([
    instruction(LOAD, MACHINE),
    instruction(IF_EQUAL, audit, { otherwise: 6 + refused.length }), // refuse
    instruction(LOAD, CALL),
    instruction(IF_AT_LEAST, SECOND_SET, { then: 4 + refused.length }), // refuse
    ...refused.map((call, index) => instruction(IF_EQUAL, call, { then: 3 + refused.length - index })), // refuse
    instruction(IF_EQUAL, socket, { otherwise: 2 }), // allow
    instruction(LOAD, FIRST_ARGUMENT),
    instruction(IF_EQUAL, AF_UNIX, { otherwise: 1 }), // refuse
    instruction(RETURN, ALLOW),
    instruction(RETURN, REFUSE),
  ]);
  return { prctl, code };
}

/** struct sock_filter of linux/filter.h */
function instruction(code: number, value: number, skip: { then?: number; otherwise?: number } = {}): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt16LE(code, 0);
  bytes.writeUInt8(skip.then ?? 0, 2);
  bytes.writeUInt8(skip.otherwise ?? 0, 3);
  bytes.writeUInt32LE(value, 4);
  return bytes;
}
