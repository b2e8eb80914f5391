/** What will be said, as far as it is known: found by the task's own steps, with a purse that buys nothing. */

import {
  pictureSize,
  scriptRef,
  type Deck,
  type DeckRef,
  type Draft,
  type Script,
  type ScriptRef,
  type SlideScript,
  type TaskRequest,
  type Turn,
} from '../../domain/index.ts';
import type { Artifacts } from '../../platform/artifacts.ts';
import type { OfficeConverter } from '../adapters/libreoffice.ts';
import { pdfKeyOf } from '../convert-deck.ts';
import { deckSchema } from '../deck/schema.ts';
import { createDraftSlide } from '../draft-slide.ts';
import { keepJson } from '../keep-json.ts';
import { createOutlineDeck } from '../outline-deck.ts';
import { createEmptyPurse, withoutPaying } from '../paid/empty-purse.ts';
import { findPainted, paintedKeyOf } from '../picture-slides.ts';
import type { Run } from '../run.ts';
import { dialogueSchema } from '../script/ai-dialogue.ts';
import { draftRequest, draftSchema } from '../script/ai-draft.ts';
import { languageToWrite } from '../script/ai-outline.ts';
import type { WritingPorts } from '../script/ask-writer.ts';
import { scriptSchema } from '../script/schema.ts';
import { slidesAround, translationOf } from '../translate-slide.ts';
import { createWriteDialogue } from '../write-dialogue.ts';
import { createWriteScript } from '../write-script.ts';
import { itemOf, type Item } from './item.ts';
import { ofOtherWords, ofWords, toBeWritten, type Length } from './length.ts';

/** What is said in one language. */
export interface Told {
  /** Words of about the right length stand for those that are not written yet. */
  script: Script;
  /** Those slides. */
  open: ReadonlyMap<number, Length>;
  /** Where the script lies; absent while some of it is open. */
  ref?: ScriptRef;
}

export interface ToldPorts {
  artifacts: Artifacts;
  office: Pick<OfficeConverter, 'version'>;
  /** Its purse is empty. */
  writing: WritingPorts;
}

/** The writer of a task, with a purse that buys nothing. */
export const withEmptyPurse = (writing: WritingPorts): WritingPorts => ({
  ...writing,
  paid: createEmptyPurse((key) => writing.artifacts.has(key)),
});

/** The script that a model writes, from the outline to the last slide. */
export async function writtenByModel(
  { task, deck: ref, script: asIs }: { task: TaskRequest; deck: DeckRef; script: Script },
  ports: ToldPorts,
  run: Run,
): Promise<{ told: Told; items: Item[] }> {
  const { artifacts, writing } = ports;
  const { provider } = writing.writer;
  const { options } = task;
  const deck = await artifacts.readJson(ref.key, (value) => deckSchema.parse(value));
  const slides = asIs.slides.map(({ number }) => number);
  const shown = deck.slides.filter(({ number }) => slides.includes(number));
  const language = await languageToWrite(options, deck, shown);

  const outline = await withoutPaying(createOutlineDeck({ artifacts, writing })({ task, deck: ref, slides }, run));
  const items = [itemOf({ stage: 'script', kind: 'outline', provider }, outline, () => 0)];
  const pictures: ReadonlyMap<number, string> =
    'found' in outline ? await keptPictures({ task, deck: ref, slides }, ports, run) : new Map();
  // The writer's key names the picture, and its price is every picture's.
  const draftSlide = createDraftSlide({ artifacts, writing, see: () => Promise.resolve('data:') });
  const drafts: Draft[] = [];
  for (const slide of shown) {
    const key = pictures.get(slide.number);
    const draft =
      'found' in outline && key !== undefined
        ? await withoutPaying(
            draftSlide({ task, deck: ref, picture: { slide: slide.number, key }, ...outline.found }, run),
          )
        : undefined;
    if (draft && 'found' in draft) drafts.push(draft.found);
    const guess = (): number => draftGuess({ slide, shown, language }, options, writing);
    items.push(itemOf({ stage: 'script', kind: 'draft', provider }, draft, guess));
  }
  if (drafts.length < slides.length)
    return { told: await partlyWritten(asIs, { language, drafts, options }, artifacts), items };

  const write = createWriteScript({ artifacts, translates: true });
  const { script: written } = await write({ task, deck: ref, slides, drafts }, run);
  const script = await artifacts.readJson(written.key, (value) => scriptSchema.parse(value));
  return { told: { script, ref: written, open: new Map() }, items };
}

/** The pictures of an earlier task with the same deck, by their slides: an estimate paints none. */
async function keptPictures(
  { task, deck, slides }: { task: TaskRequest; deck: DeckRef; slides: number[] },
  { artifacts, office }: ToldPorts,
  run: Run,
): Promise<Map<number, string>> {
  const pictures = new Map<number, string>();
  const pdfKey = await pdfKeyOf({ deck, slides }, office, run).catch(() => undefined);
  // Where no LibreOffice is, nobody knows which of its pictures are kept.
  if (pdfKey === undefined) return pictures;
  const pdf = deck.file.format === 'pdf' ? deck.file.sha256 : pdfKey;
  for (const [index, slide] of slides.entries()) {
    const painted = paintedKeyOf({ pdf, page: index + 1 }, pictureSize(task.options));
    const picture = await findPainted(painted, artifacts);
    if (picture !== undefined) pictures.set(slide, picture);
  }
  return pictures;
}

/** What a question about a slide may cost at most, whose outline is not there yet. */
function draftGuess(
  { slide, shown, language }: { slide: Deck['slides'][number]; shown: Deck['slides']; language: string },
  options: TaskRequest['options'],
  { writer }: WritingPorts,
): number {
  const around = shown.slice(0, 17).map(({ number }) => ({ number, says: 'a'.repeat(200) }));
  const surroundings = { language, isFirst: false, isLast: false, thread: 'a'.repeat(500), around };
  return writer.atMostCents({ ...draftRequest(slide, surroundings, options).question, picture: 'data:' });
}

/** The script with the drafts that are there, and words of about the right length for the others. */
export async function partlyWritten(
  asIs: Script,
  { language, drafts, options }: { language: string; drafts: readonly Draft[]; options: TaskRequest['options'] },
  artifacts: Artifacts,
): Promise<Told> {
  const open = new Map<number, Length>();
  const slides: SlideScript[] = [];
  for (const { number } of asIs.slides) {
    const key = drafts.find(({ slide }) => slide === number)?.key;
    const words = key === undefined ? undefined : await artifacts.readJson(key, (value) => draftSchema.parse(value));
    const length = toBeWritten(options.script?.secondsPerSlide);
    if (!words) open.set(number, length);
    const text = words?.text ?? standIn(length);
    slides.push({ number, text, source: 'written', treatment: 'speak', holdMs: 0, flags: [] });
  }
  return { script: { language, slides }, open };
}

const standIn = ({ characters }: Length): string => 'a'.repeat(Math.round(characters));

/** The same in another language. */
export async function translated(
  { script, open }: Told,
  { task, to }: { task: TaskRequest; to: string },
  { artifacts, writing }: ToldPorts,
  run: Run,
): Promise<{ told: Told; items: Item[] }> {
  const { provider } = writing.writer;
  const items: Item[] = [];
  const slides: SlideScript[] = [];
  const stillOpen = new Map<number, Length>();
  for (const [at, slide] of script.slides.entries()) {
    const { number, text } = slide;
    if (slide.treatment !== 'speak') {
      slides.push(slide);
      continue;
    }
    const isWritten = slidesAround(script.slides, at).every((beside) => !open.has(beside.number));
    const step = isWritten
      ? await withoutPaying(translationOf(script, { task, slide: number, to }, writing, run))
      : undefined;
    const length = ofOtherWords(open.get(number) ?? ofWords(text));
    const words = step && 'found' in step ? step.found.text : undefined;
    if (words === undefined) stillOpen.set(number, length);
    slides.push({ ...slide, text: words ?? standIn(length) });
    items.push(
      itemOf({ stage: 'translation', kind: 'translation', provider }, step, () => translationGuess(text, writing)),
    );
  }
  const other: Script = { language: to, slides };
  if (stillOpen.size > 0) return { told: { script: other, open: stillOpen }, items };
  // As activities/gather-translation.ts keeps it.
  const ref = scriptRef(other, await keepJson(artifacts, 'script', other), 1);
  return { told: { script: other, open: stillOpen, ref }, items };
}

/** With the words of the slides beside it. */
const translationGuess = (text: string, { writer }: WritingPorts): number =>
  writer.atMostCents({
    ...{ name: '', instructions: 'a'.repeat(3_000), schema: {}, maxOutputTokens: 2_000 },
    material: text.repeat(3),
  });

/** The talk of host and guest; without turns, where it is not written yet. */
export async function dialogueOf(
  { script, ref }: Told,
  { task, deck }: { task: TaskRequest; deck: DeckRef },
  { artifacts, writing }: ToldPorts,
  run: Run,
): Promise<{ turns?: Turn[]; items: Item[] }> {
  const step = ref
    ? await withoutPaying(createWriteDialogue({ artifacts, writing })({ task, deck, script: ref }, run))
    : undefined;
  const item = itemOf({ stage: 'podcast', kind: 'dialogue', provider: writing.writer.provider }, step, () =>
    dialogueGuess(script, writing),
  );
  if (!step || 'call' in step) return { items: [item] };
  const { turns } = await artifacts.readJson(step.found.key, (value) => dialogueSchema.parse(value));
  return { turns, items: [item] };
}

function dialogueGuess({ slides }: Script, { writer }: WritingPorts): number {
  const letters = slides.reduce((sum, { text }) => sum + text.length, 0);
  return writer.atMostCents({
    ...{ name: 'dialogue', instructions: 'a'.repeat(3_000), schema: {} },
    material: 'a'.repeat(2 * letters),
    maxOutputTokens: 2_000 + 2 * letters,
  });
}
