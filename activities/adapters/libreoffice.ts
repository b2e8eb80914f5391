/** LibreOffice as a converter. Its exit code proves nothing (media.md 11): what counts is the file, and the caller counts its pages. */

import { constants, existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DeckError, PlatformError, type DeckFormat } from '../../domain/index.ts';
import { openPackage } from '../../platform/deck-package.ts';
import { writeSafeCopy } from '../../platform/deck-safe-copy.ts';
import { CommandFailedError, runCommand } from '../../platform/run-command.ts';
import type { Run } from '../run.ts';

export interface OfficeConverter {
  /** Its name and build, as part of the key of what it makes. */
  version(run: Run): Promise<string>;
  /** A PDF of these slides and no others, hidden ones included where they are named; one page each, in order. */
  toPdf(deck: OfficeDeck, slides: readonly number[], run: Run): Promise<string>;
  /** The whole deck as ODP, hidden marks and notes kept. */
  toOdp(deck: OfficeDeck, run: Run): Promise<string>;
}

interface OfficeDeck {
  /** A local file; its name says nothing. */
  file: string;
  format: Exclude<DeckFormat, 'pdf'>;
  /** Decides the time limit; 1 where it is not known yet and the file's size must do. */
  slideCount: number;
}

/** A start with a new profile takes 2 to 3 s, 20 on a machine that is busy; a minute is a hang. */
const START_TIMEOUT_MS = 60_000;
/** Measured 25 ms a slide; photographs and charts cost more, and the machine may be shared. */
const SLIDE_TIMEOUT_MS = 1_000;
/** A PPT's slides are not counted before it is converted: 5 s a MiB is more than any took. */
const MIB_TIMEOUT_MS = 5_000;
/** "Start me again": soffice.bin has just filled its new profile. The wrapper script that usually obeys is left out, because it
 * would stand between us and the process that must die with us. */
const RESTART_CODE = 81;

/** Read as what the door found it to be, or another importer might take the file for something else. */
const IMPORT_FILTERS: Record<OfficeDeck['format'], string> = {
  pptx: 'Impress MS PowerPoint 2007 XML',
  ppt: 'MS PowerPoint 97',
  odp: 'impress8',
};

/** Where packages put the program itself. */
const PROGRAMS = [
  '/usr/lib/libreoffice/program/soffice.bin',
  '/usr/lib64/libreoffice/program/soffice.bin',
  '/opt/libreoffice/program/soffice.bin',
  '/Applications/LibreOffice.app/Contents/MacOS/soffice',
];

export function createLibreOffice(program = PROGRAMS.find((path) => existsSync(path)) ?? 'soffice'): OfficeConverter {
  let version: string | undefined;
  // Packages that do not install it under /usr keep all of it in one folder.
  const installation = isAbsolute(program) ? [dirname(dirname(program))] : [];

  const convert = async (deck: OfficeDeck, to: string, run: Run): Promise<string> => {
    // A folder for each conversion: two that share a profile collide.
    const folder = await mkdtemp(join(run.scratch, 'office-'));
    const input = join(folder, `deck.${deck.format}`);
    // A PPT is read as it is: what it leads to cannot be cut out without rewriting it, and neither network nor files are in reach.
    if (deck.format === 'ppt') await copyFile(deck.file, input, constants.COPYFILE_FICLONE);
    else await copySafely(deck.file, input);
    await writeSettings(join(folder, 'profile'));
    const args = [
      `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`,
      ...['--headless', '--norestore', '--nolockcheck', '--nodefault', '--nofirststartwizard', '--nologo'],
      `--infilter=${IMPORT_FILTERS[deck.format]}`,
      ...['--convert-to', to, '--outdir', join(folder, 'out'), input],
    ];
    const timeoutMs =
      START_TIMEOUT_MS +
      deck.slideCount * SLIDE_TIMEOUT_MS +
      (deck.format === 'ppt' ? ((await stat(deck.file)).size / 2 ** 20) * MIB_TIMEOUT_MS : 0);
    const output = join(folder, 'out', `deck.${to.split(':')[0] ?? ''}`);
    const env = await fontEnvironment(folder, await converter.version(run));
    const tmp = join(folder, 'tmp');
    await mkdir(tmp);
    const cell = { reads: installation, writes: [folder], tmp };
    await runTwice(args, { signal: run.signal, timeoutMs, cwd: folder, env, cell }, output);
    if (!existsSync(output)) throw conversionFailed();
    return output;
  };

  /** A start to fill the profile and one to convert; and one more where it crashed: the deck's fault it is when it does so again. */
  const runTwice = async (args: string[], options: Parameters<typeof runCommand>[2], output: string): Promise<void> => {
    for (let starts = 0, crashes = 0; starts < 2 + crashes && !existsSync(output); starts += 1) {
      await runCommand(program, args, { ...options, okCodes: [0, RESTART_CODE] }).catch(async (thrown: unknown) => {
        crashes += 1;
        if (crashes === 2 || !isCrash(thrown)) asDeckError(thrown);
        await rm(output, { force: true });
      });
    }
  };

  const converter: OfficeConverter = {
    version: async (run) => (version ??= await readVersion(program, installation, run)),
    toPdf: (deck, slides, run) => convert(deck, `pdf:impress_pdf_Export:${JSON.stringify(pdfOptions(slides))}`, run),
    toOdp: (deck, run) => convert(deck, 'odp', run),
  };
  return converter;
}

async function copySafely(deck: string, file: string): Promise<void> {
  const pkg = await openPackage(deck);
  try {
    await writeSafeCopy(pkg, file);
  } finally {
    pkg.close();
  }
}

/** What LibreOffice itself can be told: run no macro, whoever signed it, and follow no link of a document. */
const SETTINGS = { MacroSecurityLevel: '3', DisableMacrosExecution: 'true', BlockUntrustedRefererLinks: 'true' };

async function writeSettings(profile: string): Promise<void> {
  const items = Object.entries(SETTINGS).map(
    ([name, value]) =>
      `<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="${name}" oor:op="fuse"><value>${value}</value></prop></item>`,
  );
  await mkdir(join(profile, 'user'), { recursive: true });
  await writeFile(
    join(profile, 'user/registrymodifications.xcu'),
    `<?xml version="1.0"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">${items.join('')}</oor:items>`,
  );
}

const SYSTEM_FONTS = '/etc/fonts/fonts.conf';

/**
 * Before 7.5, LibreOffice writes glyphs of colour fonts into a PDF as nothing at all: emoji would vanish. Without those fonts
 * it takes a font that draws them in outline.
 */
async function fontEnvironment(folder: string, version: string): Promise<Record<string, string>> {
  const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(version) ?? [];
  if (Number(major) > 7 || (major === '7' && Number(minor) >= 5) || !existsSync(SYSTEM_FONTS)) return {};
  const file = join(folder, 'fonts.conf');
  const color = '<pattern><patelt name="color"><bool>true</bool></patelt></pattern>';
  const rules = `<include>${SYSTEM_FONTS}</include><selectfont><rejectfont>${color}</rejectfont></selectfont>`;
  await writeFile(file, `<?xml version="1.0"?><fontconfig>${rules}</fontconfig>`);
  return { FONTCONFIG_FILE: file };
}

/** Tried with LibreOffice 7.4: with hidden slides exported, the page range counts slides as the deck does. */
function pdfOptions(slides: readonly number[]): Record<string, { type: string; value: string }> {
  return {
    ExportHiddenSlides: { type: 'boolean', value: 'true' },
    PageRange: { type: 'string', value: pageRanges(slides) },
  };
}

/** `1-3,5` */
export function pageRanges(slides: readonly number[]): string {
  const ranges: { from: number; to: number }[] = [];
  for (const slide of slides) {
    const last = ranges.at(-1);
    if (last?.to === slide - 1) last.to = slide;
    else ranges.push({ from: slide, to: slide });
  }
  return ranges.map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`)).join(',');
}

async function readVersion(program: string, installation: string[], run: Run): Promise<string> {
  const profile = await mkdtemp(join(run.scratch, 'office-version-'));
  const args = [`-env:UserInstallation=${pathToFileURL(profile).href}`, '--headless', '--version'];
  const { stdout } = await runCommand(program, args, {
    signal: run.signal,
    timeoutMs: START_TIMEOUT_MS,
    cell: { reads: installation, writes: [profile] },
  }).catch(asDeckError);
  return stdout.toString().trim();
}

const isMissing = ({ message }: CommandFailedError): boolean => message.includes('could not be started');

const isCrash = (thrown: unknown): boolean =>
  thrown instanceof CommandFailedError && !thrown.timedOut && !isMissing(thrown);

function asDeckError(thrown: unknown): never {
  if (!(thrown instanceof CommandFailedError)) throw thrown;
  if (thrown.timedOut) {
    throw new DeckError(
      'conversion_timeout',
      'The deck took too long to be turned into pictures. Simplify its heaviest slide, or export the deck as PDF and send that.',
      { cause: thrown },
    );
  }
  if (isMissing(thrown)) {
    throw new PlatformError(
      'tool_missing',
      'LibreOffice is not installed here. `slidespeaker doctor` says what to do.',
      { cause: thrown },
    );
  }
  throw conversionFailed(thrown);
}

const conversionFailed = (cause?: unknown): DeckError =>
  new DeckError(
    'conversion_failed',
    'LibreOffice could not open the deck. Save it again in the program that made it, or export it as PDF and send that.',
    { cause },
  );
