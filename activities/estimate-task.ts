/** What a task will cost, from its deck, its words and what is kept, without buying anything. */

import { DEFAULT_FPS, isPresented, pictureSize, sameLanguage, type Estimate, type Voice } from '../domain/index.ts';
import type { ProvidersConfig } from '../platform/config.ts';
import type { HeyGen } from './adapters/heygen.ts';
import type { OfficeConverter } from './adapters/libreoffice.ts';
import { createCastPresenter } from './cast-presenter.ts';
import { createCastVoice } from './cast-voice.ts';
import { boughtOnce, callsOf, partsOf, sumOf, type Item } from './estimate/item.ts';
import { ofOtherWords } from './estimate/length.ts';
import { secondsToFinish } from './estimate/pace.ts';
import { filmItem, spokenWords, type Spoken, type SpokenPorts, type ToSay } from './estimate/spoken.ts';
import {
  dialogueOf,
  partlyWritten,
  translated,
  withEmptyPurse,
  writtenByModel,
  type Told,
  type ToldPorts,
} from './estimate/told.ts';
import type { Run } from './run.ts';
import type { WritingPorts } from './script/ask-writer.ts';
import { scriptSchema } from './script/schema.ts';
import type { Activities } from './verbs.ts';

export interface EstimateTaskPorts extends SpokenPorts {
  writing: WritingPorts | undefined;
  office: Pick<OfficeConverter, 'version'>;
  heygen: HeyGen | undefined;
  /** How much their accounts allow. */
  providers: ProvidersConfig;
}

/**
 * It goes the task's own way: words, translations, voices, films, podcasts. What a step finds in the store costs nothing and is known
 * exactly; from the first step on that would pay, what depends on it is estimated.
 * Retry: safe. Nothing is bought, and what is written is content that the task would write.
 * @throws what the task's steps throw before anything is paid
 */
export const createEstimateTask =
  (ports: EstimateTaskPorts) =>
  async (input: EstimateInput, run: Run): Promise<Estimate> => {
    const { task } = input;
    const { options } = task;
    const languages = await toldLanguages(input, ports, run);
    const [main] = languages.spoken;
    const tellings: Telling[] = [];
    for (const told of languages.spoken) tellings.push(await tellingOf(told, input, ports, run));

    const items = boughtOnce([...languages.items, ...tellings.flatMap((telling) => telling.items)]);
    const heard = tellings.flatMap(({ narrations, turns }) => [...narrations, ...turns]);
    const slides = main?.script.slides.filter(({ treatment }) => treatment !== 'skip') ?? [];
    const heldSeconds = slides.reduce((sum, { holdMs }) => sum + holdMs / 1000, 0);
    const dated = items.map(({ provider }) => ports.prices.asOf[provider]).toSorted();
    return {
      ...sumOf(items),
      parts: partsOf(items),
      seconds: Math.round(heldSeconds + secondsOf(tellings[0]?.narrations ?? [])),
      secondsToFinish: Math.round(
        secondsToFinish(
          {
            slides: slides.length,
            clips: slides.length * tellings.length,
            spokenHere: heard.filter(({ isKept, items: paid }) => !isKept && paid.length === 0).length,
            calls: callsOf(items),
            films: items.filter(({ kind, isKept }) => kind === 'film' && !isKept).length,
            podcastSeconds: options.podcast ? secondsOf(heard) : 0,
          },
          ports.providers,
        ),
      ),
      ...(dated[0] === undefined ? {} : { pricesAsOf: dated[0] }),
    };
  };

type EstimateInput = Parameters<Activities['estimateTask']>[0];

const secondsOf = (narrations: readonly Spoken[]): number => narrations.reduce((sum, { seconds }) => sum + seconds, 0);

/** What is spoken, the main language first; what is only read has its price among the items. */
async function toldLanguages(
  { task, deck, script: ref }: EstimateInput,
  { artifacts, office, writing: paying }: EstimateTaskPorts,
  run: Run,
): Promise<{ spoken: Told[]; items: Item[] }> {
  const { options } = task;
  const script = await artifacts.readJson(ref.key, (value) => scriptSchema.parse(value));
  const isToWrite = options.script?.mode === 'ai' && task.script === undefined;
  const ports: ToldPorts | undefined = paying && { artifacts, office, writing: withEmptyPurse(paying) };
  const { told: main, items } = !isToWrite
    ? { told: { script, ref, open: new Map() }, items: [] }
    : ports
      ? await writtenByModel({ task, deck, script }, ports, run)
      : { told: await partlyWritten(script, { language: script.language, drafts: [], options }, artifacts), items: [] };

  const known: Told[] = [main];
  const all: Item[] = [...items];
  const inLanguage = (language: string): Told | undefined =>
    known.find((told) => sameLanguage(told.script.language, language));
  const spokenIn = options.languages ?? [main.script.language];
  for (const to of [...spokenIn, ...(options.subtitles?.languages ?? [])]) {
    if (!ports || inLanguage(to)) continue;
    const other = await translated(main, { task, to }, ports, run);
    known.push(other.told);
    all.push(...other.items);
  }
  return { spoken: [...new Set(spokenIn.flatMap((language) => inLanguage(language) ?? []))], items: all };
}

/** The deck told in one language. */
interface Telling {
  narrations: Spoken[];
  /** Of the podcast's dialogue. */
  turns: Spoken[];
  items: Item[];
}

async function tellingOf(told: Told, input: EstimateInput, ports: EstimateTaskPorts, run: Run): Promise<Telling> {
  const { task } = input;
  const { options, lexiconKey } = task;
  const { language, slides } = told.script;
  const spoken = slides.filter(({ treatment }) => treatment === 'speak');
  if (spoken.length === 0) return { narrations: [], turns: [], items: [] };
  const voice = await castFor(told, input, ports, run);
  const narrations: Spoken[] = [];
  for (const { number: slide, text } of spoken) {
    const words: ToSay = { slide, text, open: told.open.get(slide), language, voice, stage: 'speech', lexiconKey };
    narrations.push(await spokenWords(words, ports, run));
  }
  const films = await filmsOf(narrations, input, ports, run);
  const podcast =
    options.podcast?.speakers === 2
      ? await podcastOf(told, { narrations, host: voice }, input, ports, run)
      : { turns: [], items: [] };
  const { turns } = podcast;
  return {
    narrations,
    turns,
    items: [...[...narrations, ...turns].flatMap(({ items }) => items), ...films, ...podcast.items],
  };
}

/** As the task casts it; by the slides' own words where a model's are not written yet. */
async function castFor(
  { ref }: Told,
  { task, script, voice }: EstimateInput,
  ports: EstimateTaskPorts,
  run: Run,
): Promise<Voice> {
  const written = ref?.key === script.key ? undefined : ref;
  if (voice && !written) return voice;
  return (await createCastVoice(ports)({ task, script: written ?? script }, run)).voice;
}

async function filmsOf(
  narrations: readonly Spoken[],
  { task }: EstimateInput,
  ports: EstimateTaskPorts,
  run: Run,
): Promise<Item[]> {
  const { options } = task;
  const presented = narrations.filter(({ slide }) => isPresented(options, slide));
  if (options.presenter?.provider !== 'heygen' || presented.length === 0) return [];
  const presenter = await createCastPresenter(ports)({ task }, run);
  const format = { ...pictureSize(options), fps: options.output?.fps ?? DEFAULT_FPS };
  const films: Item[] = [];
  for (const narration of presented) films.push(await filmItem(narration, { presenter, format }, ports));
  return films;
}

/** A dialogue that is not written yet is about as long as the narrations. */
async function podcastOf(
  told: Told,
  { narrations, host }: { narrations: readonly Spoken[]; host: Voice },
  { task, deck }: EstimateInput,
  ports: EstimateTaskPorts,
  run: Run,
): Promise<Pick<Telling, 'turns' | 'items'>> {
  const { artifacts, office, writing } = ports;
  if (!writing) return { turns: [], items: [] };
  const { language } = told.script;
  const common = { language, stage: 'podcast' as const, lexiconKey: task.lexiconKey };
  const dialogue = await dialogueOf(told, { task, deck }, { artifacts, office, writing: withEmptyPurse(writing) }, run);
  const turns: Spoken[] = [];
  if (dialogue.turns && told.ref) {
    const { voice: guest } = await createCastVoice(ports)({ task, script: told.ref, besides: host }, run);
    for (const { slide, speaker, text } of dialogue.turns) {
      const voice = speaker === 'host' ? host : guest;
      turns.push(await spokenWords({ ...common, slide, text, voice }, ports, run));
    }
  } else {
    for (const { slide, ...length } of narrations) {
      const open = ofOtherWords(length);
      turns.push(await spokenWords({ ...common, slide, text: '', open, voice: host }, ports, run));
    }
  }
  return { turns, items: dialogue.items };
}
