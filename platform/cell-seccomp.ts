/**
 * No network for a program of somebody who has no right at all, as in most containers: a filter that the kernel asks at each of the
 * program's system calls and its children's (seccomp), and that refuses every socket but those between programs of one machine.
 */

import { existsSync } from 'node:fs';

/** What the kernel calls this machine, and the numbers of the calls there (linux/audit.h, asm/unistd.h). */
const MACHINES: Partial<Record<NodeJS.Architecture, { audit: number; socket: number; prctl: number }>> = {
  x64: { audit: 0xc000003e, socket: 41, prctl: 157 },
  arm64: { audit: 0xc00000b7, socket: 198, prctl: 167 },
};
/** The same everywhere. It makes sockets that no filter sees. */
const IO_URING_SETUP = 425;
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

const machine = process.platform === 'linux' ? MACHINES[process.arch] : undefined;

/** What to put before a command line so that it has no network; undefined where this is not possible. */
export const noSockets: readonly string[] | undefined =
  machine && existsSync(PERL)
    ? [PERL, '-e', ENTER, String(machine.prctl), filterFor(machine).toString('hex')]
    : undefined;

function filterFor({ audit, socket }: { audit: number; socket: number }): Buffer {
  return Buffer.concat([
    instruction(LOAD, MACHINE),
    instruction(IF_EQUAL, audit, { otherwise: 7 }), // refuse
    instruction(LOAD, CALL),
    instruction(IF_AT_LEAST, SECOND_SET, { then: 5 }), // refuse
    instruction(IF_EQUAL, IO_URING_SETUP, { then: 4 }), // refuse
    instruction(IF_EQUAL, socket, { otherwise: 2 }), // allow
    instruction(LOAD, FIRST_ARGUMENT),
    instruction(IF_EQUAL, AF_UNIX, { otherwise: 1 }), // refuse
    instruction(RETURN, ALLOW),
    instruction(RETURN, REFUSE),
  ]);
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
