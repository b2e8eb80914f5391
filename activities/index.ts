/** Puts the verbs together and makes Temporal activities of them. */

import type { Clip, PresenterListing, Prices, RunRef, Voice } from '../domain/index.ts';
import type { Artifacts } from '../platform/artifacts.ts';
import type { ProvidersConfig } from '../platform/config.ts';
import type { PresenterSlots } from '../platform/presenter-slots.ts';
import type { Bills } from '../platform/paid-records.ts';
import type { ProviderLimits } from '../platform/provider-limits.ts';
import type { TaskStore } from '../platform/task-store.ts';
import { createEncoder } from './adapters/encoder.ts';
import { createHeyGen } from './adapters/heygen.ts';
import { createLibreOffice } from './adapters/libreoffice.ts';
import { encodeMp3 } from './adapters/mp3-encoder.ts';
import { encodeNarration } from './adapters/narration-encoder.ts';
import { createPoppler } from './adapters/poppler.ts';
import { asActivity, type ActivityPorts } from './as-activity.ts';
import { createAwaitPresenter } from './await-presenter.ts';
import { createCarryWords } from './carry-words.ts';
import { createCastPresenter, presenterListers } from './cast-presenter.ts';
import { createCastVoice } from './cast-voice.ts';
import { createCheckProviders } from './check-providers.ts';
import { createCheckVideo } from './check-video.ts';
import { createClipSlide } from './clip-slide.ts';
import { createConvertDeck } from './convert-deck.ts';
import { createDeliver } from './deliver.ts';
import { createDraftSlide } from './draft-slide.ts';
import { createDropPresenter } from './drop-presenter.ts';
import { createGatherTranslation } from './gather-translation.ts';
import { createEstimateTask } from './estimate-task.ts';
import { createExpireTasks } from './expire-tasks.ts';
import { createJoinClips } from './join-clips.ts';
import { createMakePodcast } from './make-podcast.ts';
import { createOutlineDeck } from './outline-deck.ts';
import { createEmptyPurse } from './paid/empty-purse.ts';
import type { PaidCalls } from './paid/paid-calls.ts';
import { createPictureSlides } from './picture-slides.ts';
import { createPreviewSlides } from './preview-slides.ts';
import { createReadDeck } from './read-deck.ts';
import { createRecordProgress } from './record-progress.ts';
import type { WritingPorts } from './script/ask-writer.ts';
import { createSpeakSlide } from './speak-slide.ts';
import { createSpeakTurn } from './speak-turn.ts';
import { createSpeakers } from './speech/create-speakers.ts';
import type { Speaker } from './speech/speaker.ts';
import { createSubmitPresenter } from './submit-presenter.ts';
import { createTranslateSlide } from './translate-slide.ts';
import type { Activities } from './verbs.ts';
import { createWriteDialogue } from './write-dialogue.ts';
import { createWriteScript } from './write-script.ts';

/** The verbs as the workflow calls them: each call says for which run it is made. */
export type WorkflowActivities = {
  [Verb in keyof Activities]: (
    input: Parameters<Activities[Verb]>[0] & { run: RunRef },
  ) => ReturnType<Activities[Verb]>;
};

/** What is done for the system, and for no task. */
export interface Keeping {
  /** Deletes the tasks that ended more than `days` ago. */
  expireTasks(input: { days: number }): Promise<{ deleted: number }>;
}

/** For LibreOffice's profile and temporary files, which take some MiB whatever the deck. */
const OFFICE_BYTES = 32 * 1024 ** 2;

export interface WorkerParts {
  artifacts: Artifacts;
  tasks: TaskStore;
  /** A folder that only this process writes to. */
  scratchRoot: string;
  /** The paid providers that are set up. */
  providers: ProvidersConfig;
  /** How they are paid. */
  paid: PaidCalls;
  prices: Prices;
  ledger: Bills['ledger'];
  limits: ProviderLimits;
  slots: PresenterSlots;
}

/** Everything that one worker can do, and for each provider that is set up, how to ask for its voices and presenters. */
export async function createActivities({
  artifacts,
  tasks,
  scratchRoot,
  providers,
  paid,
  prices,
  ledger,
  limits,
  slots,
}: WorkerParts): Promise<{
  activities: WorkflowActivities & Keeping;
  voices: (() => Promise<Voice[]>)[];
  presenters: (() => Promise<PresenterListing[]>)[];
}> {
  const office = createLibreOffice();
  const pdf = createPoppler();
  const encoder = createEncoder();
  const speakers = await createSpeakers({ artifacts, providers, paid, prices });
  const emptyPurse = createEmptyPurse(() => Promise.resolve(false));
  const unpaidSpeakers = await createSpeakers({ artifacts, providers, paid: emptyPurse, prices });
  const heygen = providers.heygen && createHeyGen({ config: providers.heygen, limits });
  const presenting = { artifacts, heygen, slots };
  const stuckMs = (providers.heygen?.longestMinutes ?? 0) * 60_000;
  const ports: ActivityPorts = { tasks, scratchRoot, limits };
  const writing: WritingPorts | undefined = providers.openai && {
    artifacts,
    paid,
    // Loaded where it is needed, as the speakers' clients are.
    writer: (await import('./adapters/openai-writer.ts')).createOpenAiWriter(providers.openai, prices),
  };

  const activities: WorkflowActivities & Keeping = {
    expireTasks: createExpireTasks({ tasks }),
    readDeck: asActivity(ports, createReadDeck({ artifacts, office, pdf })),
    convertDeck: asActivity(ports, createConvertDeck({ artifacts, office, pdf }), {
      diskBytes: ({ deck }) => OFFICE_BYTES + 2 * deck.file.sizeBytes,
    }),
    pictureSlides: asActivity(ports, createPictureSlides({ artifacts, pdf }), {
      diskBytes: ({ pages, format }) => pages.length * format.width * format.height * 3, // where nothing can be packed
      report: (_, pictures) => ({
        pictures,
        slides: pictures.map(({ slide }) => ({ number: slide, stage: 'pictured' })),
      }),
    }),
    previewSlides: asActivity(ports, createPreviewSlides({ artifacts, pdf })),
    outlineDeck: asActivity(ports, createOutlineDeck({ artifacts, writing })),
    draftSlide: asActivity(ports, createDraftSlide({ artifacts, writing }), {
      slideOf: ({ picture: { slide } }) => slide,
    }),
    translateSlide: asActivity(ports, createTranslateSlide({ artifacts, writing }), { slideOf: ({ slide }) => slide }),
    gatherTranslation: asActivity(ports, createGatherTranslation({ artifacts })),
    writeDialogue: asActivity(ports, createWriteDialogue({ artifacts, writing })),
    speakTurn: asActivity(ports, createSpeakTurn({ artifacts, speakers, encodeNarration }), {
      report: ({ dialogue: { language, turns }, turn }) => ({ further: [{ language, turn, of: turns.length }] }),
      slideOf: ({ dialogue, turn }) => dialogue.turns[turn]?.slide ?? 0,
    }),
    makePodcast: asActivity(ports, createMakePodcast({ artifacts, encodeMp3 })),
    carryWords: asActivity(ports, createCarryWords({ artifacts })),
    writeScript: asActivity(ports, createWriteScript({ artifacts, translates: writing !== undefined })),
    castVoice: asActivity(ports, createCastVoice({ artifacts, speakers })),
    speakSlide: asActivity(ports, createSpeakSlide({ artifacts, speakers, encodeNarration }), {
      report: ({ slide, rehearsal }) => (rehearsal ? undefined : { slides: [{ number: slide, stage: 'spoken' }] }),
      slideOf: ({ slide }) => slide,
    }),
    checkProviders: asActivity(ports, createCheckProviders({ speakers, writer: writing?.writer, paid })),
    castPresenter: asActivity(ports, createCastPresenter({ heygen })),
    submitPresenter: asActivity(ports, createSubmitPresenter({ ...presenting, paid, prices }), {
      slideOf: ({ narration: { slide } }) => slide,
    }),
    awaitPresenter: asActivity(ports, createAwaitPresenter({ ...presenting, paid, prices, stuckMs }), {
      slideOf: ({ narration: { slide } }) => slide,
    }),
    dropPresenter: asActivity(ports, createDropPresenter({ ...presenting, paid, prices })),
    clipSlide: asActivity(ports, createClipSlide({ artifacts, encoder }), {
      report: ({ picture: { slide }, further }, { key }) =>
        further === undefined
          ? { slides: [{ number: slide, stage: 'done' }], clips: [{ slide, key }] }
          : { further: further === true ? [] : [{ language: further, slide }] },
      slideOf: ({ picture: { slide } }) => slide,
    }),
    joinClips: asActivity(ports, createJoinClips({ artifacts }), {
      diskBytes: ({ clips }) => sizeOfClips(clips, artifacts),
    }),
    checkVideo: asActivity(ports, createCheckVideo({ artifacts, encoder })),
    deliver: asActivity(
      ports,
      createDeliver({ artifacts, record: (run, change) => tasks.record(run, change), ledger }),
    ),
    estimateTask: asActivity(
      ports,
      createEstimateTask({ artifacts, speakers, unpaidSpeakers, writing, office, heygen, providers, prices }),
    ),
    recordProgress: asActivity(ports, createRecordProgress({ tasks })),
  };
  const never = new AbortController().signal;
  const listers: Speaker[] = Object.values(speakers);
  return {
    activities,
    voices: listers.map((speaker) => () => speaker.voices({ signal: never })),
    presenters: presenterListers(heygen, never),
  };
}

/** What the video will need: it is the clips' bytes, copied. */
async function sizeOfClips(clips: readonly Clip[], artifacts: Pick<Artifacts, 'sizeOf'>): Promise<number> {
  let sum = 0;
  for (const { key } of clips) sum += await artifacts.sizeOf(key);
  return sum;
}
