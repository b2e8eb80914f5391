/**
 * The cell that foreign programs run in, for what they read was written by strangers: no network, no file but their own, bounded
 * memory, processes and disk. Which kind of cell this machine allows is found out once, by really trying.
 */

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { lchown, mkdir, mkdtemp, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BUBBLEWRAP,
  noNetworkLine,
  noSocketLine,
  openLine,
  sandboxLine,
  UNSHARE,
  type CellPlace,
} from './cell-kinds.ts';
import { noSockets, PROOF_OF_NO_SOCKET } from './cell-seccomp.ts';

/** What a program is given; everything else of ours is out of its sight. */
export interface Confinement {
  /** Files and folders that it reads. */
  reads?: readonly string[];
  /** Folders that it fills, which hold nothing of value, and files that it writes; files are made where they are not there yet. */
  writes?: readonly string[];
  /** The folder that it sees as /tmp, inside one that it writes to; without it there is none. */
  tmp?: string;
}

export interface Cell {
  kind: 'sandbox' | 'no-network' | 'open';
  /** What holds, and what does not, for doctor, /readyz and the log. */
  says: string;
  /** The command line that runs `program`, an absolute path, inside. What it is given is its own from now on. */
  enter(place: Omit<CellPlace, 'uid'>): Promise<string[]>;
  /** Makes the files ours again. */
  leave(writes: readonly string[]): Promise<void>;
}

/** Runs a command line without a cell; rejects where it fails. */
type RunLine = (line: readonly string[]) => Promise<unknown>;

interface Candidate {
  kind: Cell['kind'];
  says: string;
  exists: boolean;
  line: (place: CellPlace) => string[];
  /** A command for a shell inside that succeeds only without a network. */
  proof: string;
  /** Whether what runs inside becomes a user of its own, who owns nothing else. */
  ownUser?: true;
}

const isRoot = process.getuid?.() === 0;

/** There is no way out but to itself. */
const ONLY_LOOPBACK = `test "$(sed -n 's/^ *\\([^ :]*\\):.*/\\1/p' /proc/net/dev)" = lo`;

/** The strictest first. */
const CANDIDATES: Candidate[] = [
  {
    kind: 'sandbox',
    says: 'sandbox: no network, no files but its own, no rights, bounded memory, processes and disk (bubblewrap)',
    exists: isRoot && existsSync(BUBBLEWRAP),
    line: sandboxLine,
    proof: ONLY_LOOPBACK,
    ownUser: true,
  },
  {
    kind: 'sandbox',
    says: `sandbox: no network, no files but its own, bounded memory${isRoot ? '' : ', processes'} and disk (bubblewrap)`,
    exists: existsSync(BUBBLEWRAP),
    line: sandboxLine,
    proof: ONLY_LOOPBACK,
  },
  {
    kind: 'no-network',
    says: 'no network, bounded memory and disk, but all files in reach: bubblewrap is missing or not allowed here (unshare)',
    exists: existsSync(UNSHARE),
    line: (place) => noNetworkLine(place, { isRoot }),
    proof: ONLY_LOOPBACK,
  },
  {
    kind: 'no-network',
    says: 'no network, bounded memory and disk, but all files in reach: no namespaces are allowed here (seccomp)',
    exists: noSockets !== undefined,
    line: noSocketLine,
    proof: PROOF_OF_NO_SOCKET,
  },
];
const OPEN: Omit<Candidate, 'proof'> = {
  kind: 'open',
  says:
    'open: this machine allows neither namespaces nor filters, so only a proxy that refuses everything and decks without outside references keep ' +
    'programs off the network; run this worker where no gateway is',
  exists: true,
  line: openLine,
};

/** Tries the kinds of cell, the strictest first, and answers with the first that does what it says. */
export async function findCell(run: RunLine): Promise<Cell> {
  for (const candidate of CANDIDATES.filter(({ exists }) => exists)) {
    if (await holds(candidate, run).catch(() => false)) return cellOf(candidate);
  }
  return cellOf(OPEN);
}

/** What it says is tried: files as we make them can be read and written, others not seen, and no network but itself is there. */
async function holds(candidate: Candidate, run: RunLine): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'slidespeaker-cell-'));
  try {
    const [given, secret, own] = [join(folder, 'given'), join(folder, 'secret'), join(folder, 'own')];
    await writeFile(given, 'given');
    await writeFile(secret, 'secret');
    await mkdir(own);
    const hidden = candidate.kind === 'sandbox' ? 'test ! -e "$2" && ' : '';
    const script = `test "$(cat "$1")" = given && ${hidden}test -r "$4" && test -r "$5" && echo written > "$3/out" && ${candidate.proof}`;
    const code = [process.execPath, import.meta.filename];
    const args = ['-c', script, 'sh', given, secret, own, ...code];
    const line = await cellOf(candidate).enter({ program: '/bin/sh', args, reads: [given, ...code], writes: [own] });
    await run(line);
    return (await readFile(join(own, 'out'), 'utf8')) === 'written\n';
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function cellOf({ kind, says, line, ownUser }: Omit<Candidate, 'proof'>): Cell {
  const give = async (writes: readonly string[], uid: number, kinds: 'all' | 'files'): Promise<void> => {
    for (const path of writes) {
      const isFolder = (await stat(path)).isDirectory();
      if (kinds === 'all' || !isFolder) await lchown(path, uid, uid);
      if (kinds === 'all' && isFolder)
        for (const name of await readdir(path, { recursive: true })) await lchown(join(path, name), uid, uid);
    }
  };
  return {
    kind,
    says,
    enter: async (given) => {
      const place = { ...given, reads: [...given.reads, ...FONT_READS] };
      for (const path of place.writes) await makeFile(path);
      if (!ownUser) return line(place);
      const uid = userFor(place.writes[0]);
      await give(place.writes, uid, 'all');
      return line({ ...place, uid });
    },
    leave: async (writes) => {
      if (ownUser) await give(writes, process.getuid?.() ?? 0, 'files');
    },
  };
}

/** Beside the usual users and beside those that containers map (below 2^29). */
const FIRST_UID = 0x60000000;

/** The same for every program that works in the same place, for they read each other's files; else nobody's. */
function userFor(place: string | undefined): number {
  const seed = place ?? `${process.pid} ${performance.now()}`;
  return FIRST_UID + createHash('sha256').update(seed).digest().readUIntBE(0, 3);
}

async function makeFile(path: string): Promise<void> {
  if (!existsSync(path)) await (await open(path, 'a')).close();
}

/** Discards every connection: where a program can reach the network, it is told to go through here. Port 9 is nobody's. */
const NO_PROXY_ANSWERS = 'http://127.0.0.1:9';

/** Its home and temporary files are in the first folder that it may write to; fonts that the user has installed stay in use. */
export function cellEnvironment(home: string | undefined): Record<string, string> {
  const names = ['http_proxy', 'https_proxy', 'ftp_proxy', 'all_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'];
  return {
    ...Object.fromEntries(names.map((name) => [name, NO_PROXY_ANSWERS])),
    ...(home === undefined ? { HOME: '/nonexistent' } : { HOME: home, TMPDIR: home }),
    ...(existsSync(USER_FONTS) ? { XDG_DATA_HOME: USER_DATA } : {}),
  };
}

const USER_DATA = join(homedir(), '.local/share');
const USER_FONTS = join(USER_DATA, 'fonts');
const FONT_READS: readonly string[] = existsSync(USER_FONTS) ? [USER_FONTS] : [];
