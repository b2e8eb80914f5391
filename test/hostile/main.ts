/** `npm run hostile [-- part-of-a-name …]`: tries the whole set, prints its table, fails where one ends otherwise than it must or costs too much memory. */

import { setTimeout as sleep } from 'node:timers/promises';
import { residentMiB } from '../soak/memory.ts';
import { startTestSystem } from '../support/system.ts';
import { hostileDecks } from './decks.ts';
import { endsAsItMust, ourPids, startListener, tryDeck, type Trial } from './trial.ts';

/** P8, of each process of ours. */
const MOST_GROWTH_MIB = 150;
const MOST_MIB = 450;
/** Long enough for start-up garbage to be collected. */
const SETTLE_MS = 20_000;

const wanted = process.argv.slice(2);
const listener = await startListener();
const system = await startTestSystem();
const trials: Trial[] = [];
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const failed = ({ deck, ended, neighbour }: Trial): boolean => !endsAsItMust(deck, ended) || neighbour !== 'completed';
const tooLarge: string[] = [];
try {
  await sleep(SETTLE_MS);
  const idleMiB = await residentMiB(await ourPids(system));
  const ours = Object.keys(idleMiB);
  say(`Idle: ${ours.map((kind) => `${kind} ${idleMiB[kind]} MiB`).join(', ')}\n`);
  say(
    `| Deck | Tries | Ended | Seconds | Programs | ${ours.join(' | ')} |\n| --- | --- | --- | --- | --- | --- | --- | --- |`,
  );
  for (const [turn, deck] of hostileDecks(listener.address).entries()) {
    if (wanted.length > 0 && !wanted.some((part) => deck.file.includes(part))) continue;
    const trial = await tryDeck(system, deck, turn);
    trials.push(trial);
    const end = endsAsItMust(deck, trial.ended)
      ? `\`${trial.ended}\``
      : `\`${deck.ends}\`, **ended ${trial.ended}**: ${trial.message}`;
    const beside = trial.neighbour === 'completed' ? '' : `, **neighbour ${trial.neighbour}**`;
    const sizes = ours.map((kind) => trial.peakMiB.ours[kind] ?? 0);
    const mib = [trial.peakMiB.programs, ...sizes].map((size) => `${Math.round(size)} MiB`).join(' | ');
    say(`| \`${deck.file}\` | ${deck.tries} | ${end}${beside} | ${trial.seconds.toFixed(1)} | ${mib} |`);
  }
  const most = (of: (trial: Trial) => number): number => Math.max(0, ...trials.map(of));
  const peaks = ours.map((kind) => ({
    kind,
    mib: most(({ peakMiB }) => peakMiB.ours[kind] ?? 0),
    idleMiB: idleMiB[kind] ?? 0,
  }));
  tooLarge.push(
    ...peaks.filter((one) => one.mib > MOST_MIB || one.mib - one.idleMiB > MOST_GROWTH_MIB).map(({ kind }) => kind),
  );
  say(
    `\n${trials.length} decks, ${trials.filter(failed).length} ended otherwise; ${listener.visits()} connections to the listener; at most ` +
      `${most(({ seconds }) => seconds).toFixed(0)} s, programs ${most(({ peakMiB }) => peakMiB.programs).toFixed(0)} MiB, ` +
      peaks.map(({ kind, mib, idleMiB: idle }) => `${kind} ${mib} MiB (idle ${idle})`).join(', ') +
      (tooLarge.length === 0 ? '' : `; beyond what is promised: ${tooLarge.join(', ')}`),
  );
} finally {
  await system.stop();
  listener.stop();
}
process.exitCode = trials.some(failed) || listener.visits() > 0 || tooLarge.length > 0 ? 1 : 0;
