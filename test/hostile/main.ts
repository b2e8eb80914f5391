/** `npm run hostile [-- part-of-a-name …]`: tries the whole set, prints its table, fails where one ends otherwise than it must. */

import { startTestSystem } from '../support/system.ts';
import { hostileDecks } from './decks.ts';
import { endsAsItMust, startListener, tryDeck, type Trial } from './trial.ts';

const wanted = process.argv.slice(2);
const listener = await startListener();
const system = await startTestSystem();
const trials: Trial[] = [];
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const failed = ({ deck, ended, neighbour }: Trial): boolean => !endsAsItMust(deck, ended) || neighbour !== 'completed';
try {
  say('| Deck | Tries | Must end | Seconds | Programs | Worker | API |\n| --- | --- | --- | --- | --- | --- | --- |');
  for (const [turn, deck] of hostileDecks(listener.address).entries()) {
    if (wanted.length > 0 && !wanted.some((part) => deck.file.includes(part))) continue;
    const trial = await tryDeck(system, deck, turn);
    trials.push(trial);
    const { programs, worker, api } = trial.peakMiB;
    const end = endsAsItMust(deck, trial.ended)
      ? `\`${trial.ended}\``
      : `\`${deck.ends}\`, **ended ${trial.ended}**: ${trial.message}`;
    const beside = trial.neighbour === 'completed' ? '' : `, **neighbour ${trial.neighbour}**`;
    const mib = [programs, worker, api].map((size) => `${Math.round(size)} MiB`).join(' | ');
    say(`| \`${deck.file}\` | ${deck.tries} | ${end}${beside} | ${trial.seconds.toFixed(1)} | ${mib} |`);
  }
  const most = (of: (trial: Trial) => number): number => Math.max(0, ...trials.map(of));
  say(
    `\n${trials.length} decks, ${trials.filter(failed).length} ended otherwise; ${listener.visits()} connections to the listener; at most ` +
      `${most(({ seconds }) => seconds).toFixed(0)} s, programs ${most(({ peakMiB }) => peakMiB.programs).toFixed(0)} MiB, ` +
      `worker ${most(({ peakMiB }) => peakMiB.worker).toFixed(0)} MiB, API ${most(({ peakMiB }) => peakMiB.api).toFixed(0)} MiB`,
  );
} finally {
  await system.stop();
  listener.stop();
}
process.exitCode = trials.some(failed) || listener.visits() > 0 ? 1 : 0;
