/** The presenter's part of the story: who presents on which slides, the vendor's videos while they are made, and their end. */

import { CancellationScope, patched } from '@temporalio/workflow';
import type {
  Narration,
  Presenter,
  PresenterVideo,
  ScriptRef,
  TaskRequest,
  VideoFormat,
  Warning,
} from '../domain/index.ts';
import { titled } from './console.ts';
import { failureCode } from './ending.ts';
import { filming, givingUp, provider, quick } from './policies.ts';

export interface Presenting {
  /** Finds who presents; does nothing where nobody is asked for. */
  cast(): Promise<void>;
  /** What a narration's clip needs beside: who presents it, with the video where it is filmed. `name` is for the console. */
  on(told: Told, name: string): Promise<{ presenter?: Presenter & { video?: PresenterVideo } }>;
  /** Slides that a presenter was asked for and nobody presents, since nothing is said there. */
  warnings(script: ScriptRef): Warning[];
  /** Ends what is still being made at the vendor's. */
  giveUp(): Promise<void>;
}

/** What a presenter says. */
interface Told {
  narration: Narration;
  format: VideoFormat;
  language: string;
}

/**
 * An order that was given up for another task, failed at the vendor's or was never finished is made anew; one that vanished there may
 * have been billed, and waits for a person (charter P3). One in ten is seen to fail on bad days, so
 * that one slide in a thousand fails three times; what is wrong with an order fails it each time.
 */
const MOST_ORDERS = 3;
const ORDER_AGAIN = ['presenter_failed', 'presenter_gone', 'presenter_stuck'];

export function openPresenting(task: TaskRequest): Presenting {
  const run = { id: task.id, attempt: task.attempt };
  const asked = task.options.presenter;
  const orders = new Map<string, Told & { presenter: Presenter }>();
  let presenter: Presenter | undefined;

  const film = async (who: Presenter, told: Told, name: string) => {
    const { narration } = told;
    const order = { presenter: who, ...told };
    for (let count = 1; ; count++) {
      orders.set(narration.key, order);
      await titled(`${name}: order the presenter`, filming.submitPresenter, { run, ...order });
      try {
        const video = await titled(`${name}: await the presenter`, filming.awaitPresenter, { run, ...order });
        orders.delete(narration.key);
        return video;
      } catch (thrown) {
        if (!mayOrderAgain(failureCode(thrown) ?? '', count)) throw thrown;
      }
    }
  };

  return {
    cast: async () => {
      if (!asked) return;
      const policy = asked.provider === 'heygen' ? provider : quick;
      presenter = await titled('cast the presenter', policy.castPresenter, { run, task });
    },
    on: async (told, name) => {
      if (!presenter || asked?.slides?.includes(told.narration.slide) === false) return {};
      if (presenter.provider === 'offline') return { presenter };
      return { presenter: { ...presenter, video: await film(presenter, told, name) } };
    },
    warnings: ({ slides }) => {
      const spoken = new Set(slides.filter(({ treatment }) => treatment === 'speak').map(({ number }) => number));
      return (asked?.slides ?? []).filter((slide) => !spoken.has(slide)).map(notPresented);
    },
    giveUp: async () => {
      await CancellationScope.nonCancellable(() =>
        Promise.allSettled(
          [...orders.values()].map((order) =>
            titled(`slide ${order.narration.slide}: give up the presenter`, givingUp.dropPresenter, { run, ...order }),
          ),
        ),
      );
    },
  };
}

/** Runs of before ordered only what had vanished, and that once. */
const mayOrderAgain = (code: string, orders: number): boolean =>
  (code === 'presenter_gone' && orders === 1) ||
  (orders < MOST_ORDERS && ORDER_AGAIN.includes(code) && patched('order-again'));

const notPresented = (slide: number): Warning => ({
  code: 'presenter_left_out',
  message: `Nobody presents slide ${slide}, since nothing is spoken there.`,
  slide,
});
