/** The kinds of cell as command lines, and nothing else: what was learnt about bubblewrap and util-linux lives here. */

import { existsSync, lstatSync, readlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { noSockets } from './cell-seccomp.ts';

/** What one program is given inside. All paths are absolute, and the same inside as outside. */
export interface CellPlace {
  program: string;
  args: readonly string[];
  reads: readonly string[];
  writes: readonly string[];
  cwd?: string;
  /** A folder that it sees as /tmp; without it there is none. LibreOffice makes its socket there, whatever TMPDIR says. */
  tmp?: string;
  /** The user and group that it becomes; absent where it stays who we are. */
  uid?: number;
}

/** For each process, as the kernel counts RLIMIT_DATA: with LibreOffice's libraries, which it does not count, 2 GiB are resident. */
const MEMORY_BYTES = 1_690 * 2 ** 20;
/** Processes and threads of one cell: LibreOffice has about 20. */
export const PROCESSES = 256;
/** One file, and all files of a folder together (cell-scratch.ts). */
export const SCRATCH_BYTES = 4 * 2 ** 30;

export const BUBBLEWRAP = '/usr/bin/bwrap';
export const UNSHARE = '/usr/bin/unshare';
/** Ends a child whose parent was killed with -9 (util-linux). Absent on macOS, where only the time limit does. */
const SETPRIV = '/usr/bin/setpriv';
const DIE_WITH_PARENT = existsSync(SETPRIV) ? [SETPRIV, '--pdeathsig', 'KILL', '--'] : [];

/** Shells count these in KiB and in blocks of 512 bytes. A cheaper start than prlimit(1): a shell is needed anyway. */
const LIMITS = `ulimit -c 0; ulimit -d ${MEMORY_BYTES / 1024}; ulimit -f ${SCRATCH_BYTES / 512}`;
/** dash calls it -p, bash -u. */
const FEW_PROCESSES = `ulimit -p ${PROCESSES} 2>/dev/null || ulimit -u ${PROCESSES}`;
const LIMITED = process.platform === 'linux' ? ['/bin/sh', '-c', `${LIMITS}; exec "$@"`, 'sh'] : [];

/** Programs, libraries and fonts. Of /etc and /var only what they need: other services keep their secrets there. */
const SYSTEM = [
  '/usr',
  ...['/etc/alternatives', '/etc/ld.so.cache', '/etc/fonts', '/etc/libreoffice'],
  ...['/var/cache/fontconfig', '/var/lib/libreoffice'],
];
/** Root's rights that are left until the program starts as another: to become it, and to enter its folder. */
const UNTIL_IT_CHANGES = ['CAP_SETUID', 'CAP_SETGID', 'CAP_DAC_READ_SEARCH'];
/** Links into /usr on most systems, folders of their own on older ones. */
const OUTSIDE_USR = ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'];

/** No cell: what runs only dies with us. */
export const bareLine = (program: string, args: readonly string[]): string[] => [...DIE_WITH_PARENT, program, ...args];

/** Limited, with the network and all files in reach. */
export const openLine = ({ program, args }: CellPlace): string[] => [...DIE_WITH_PARENT, ...LIMITED, program, ...args];

/** Limited and without a network, with all files in reach. */
export const noNetworkLine = ({ program, args }: CellPlace, { isRoot }: { isRoot: boolean }): string[] => [
  ...DIE_WITH_PARENT,
  ...[UNSHARE, '--net', ...(isRoot ? [] : ['--user', '--map-current-user']), '--'],
  ...LIMITED,
  program,
  ...args,
];

/** Limited, and the kernel makes no socket for it, with all files in reach. */
export const noSocketLine = ({ program, args }: CellPlace): string[] => [
  ...DIE_WITH_PARENT,
  ...(noSockets ?? []),
  ...LIMITED,
  program,
  ...args,
];

/** Limited, without a network, alone among processes, and with no file in reach but the system's and its own. */
export function sandboxLine({ program, args, reads, writes, cwd, tmp, uid }: CellPlace): string[] {
  const given = [...new Set([program, ...reads])].filter((path) => !isInSystem(path));
  return [
    BUBBLEWRAP,
    ...['--unshare-pid', '--unshare-net', '--unshare-ipc', '--unshare-uts', '--die-with-parent'],
    // bubblewrap's own process 1 is nobody's child when it ends, and no measurement would count what the program used.
    '--as-pid-1',
    ...(uid === undefined
      ? ['--unshare-user', '--cap-drop', 'ALL']
      : ['--cap-drop', 'ALL', ...UNTIL_IT_CHANGES.flatMap((name) => ['--cap-add', name])]),
    ...['--proc', '/proc', '--dev', '/dev'],
    ...OUTSIDE_USR.flatMap(linkOrBind),
    ...SYSTEM.flatMap((path) => [...parents(path), '--ro-bind-try', path, path]),
    ...(tmp === undefined ? [] : ['--bind', tmp, '/tmp']),
    ...given.flatMap((path) => [...parents(path), '--ro-bind', path, path]),
    ...writes.flatMap((path) => [...parents(path), '--bind', path, path]),
    ...['--remount-ro', '/', '--chdir', cwd ?? '/', '--'],
    // The shell stays, as process 1 and as who we are: it dies with bubblewrap, and all others with it. The program could not:
    // the kernel forgets that wish when the user changes.
    ...['/bin/sh', '-c', `${LIMITS}; ${FEW_PROCESSES}; "$@"; exit $?`, 'sh'],
    ...(uid === undefined ? [] : [SETPRIV, `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', '--']),
    program,
    ...args,
  ];
}

/** Made beforehand, for bubblewrap makes the folders that a path needs for their owner alone. */
function parents(path: string): string[] {
  const above: string[] = [];
  for (let at = dirname(path); at !== '/' && !isInSystem(at); at = dirname(at)) above.unshift(at);
  return above.flatMap((folder) => ['--perms', '0755', '--dir', folder]);
}

function linkOrBind(path: string): string[] {
  if (!existsSync(path)) return [];
  return lstatSync(path).isSymbolicLink() ? ['--symlink', readlinkSync(path), path] : ['--ro-bind', path, path];
}

const isInSystem = (path: string): boolean =>
  ['/usr', ...OUTSIDE_USR].some((folder) => path === folder || path.startsWith(`${folder}/`));
