/** Every slide of the deck, filling in one by one. */

import { Check, CircleAlert, EyeOff, Image, Mic, PenLine, Play } from 'lucide-react';
import { memo, useId, useState } from 'react';
import { isFinal } from '../../../domain/task.ts';
import type { SlideStage } from '../../../domain/task.ts';
import type { SlideView, TaskView } from '../../../domain/task-view.ts';
import { copy } from '../copy.ts';
import { rest } from '../paths.ts';
import { finishedCount, shownSlides } from '../task-progress.ts';
import { LongGrid } from '../ui/long-grid.tsx';
import { SlidePicture } from '../ui/slide-picture.tsx';
import { WatchSlide } from './watch-slide.tsx';
import './slide-grid.css';

export function SlideGrid({ task }: { task: TaskView }) {
  const id = useId();
  const [watched, setWatched] = useState<number>();
  const shown = shownSlides(task.slides);
  const completed = task.status === 'completed';
  const ended = isFinal(task.status);
  const leftOut = task.slides.length - shown.length;
  if (ended && task.slides.length === 0) return null;
  return (
    <section className="section" aria-labelledby={id}>
      <div className="section-head">
        <h2 className="section-title" id={id}>
          {copy.task.slidesTitle}
        </h2>
        <p className="section-aside">
          {completed && copy.task.allFinished(shown.length)}
          {!completed && task.slides.length > 0 && copy.task.finishedOf(finishedCount(shown), shown.length)}
          {leftOut > 0 && ` · ${copy.task.leftOut(leftOut)}`}
        </p>
      </div>
      {task.slides.length === 0 ? (
        <p className="slide-grid-none">{copy.task.noSlidesYet}</p>
      ) : (
        <LongGrid
          className={ended ? `slide-grid slide-grid-ended slide-grid-${task.status}` : 'slide-grid'}
          items={task.slides}
          keyOf={numberOf}
          rowPx={TILE_PX}
        >
          {(slide) => (
            <SlideTile
              task={task.id}
              attempt={task.attempt}
              number={slide.number}
              title={slide.title}
              stage={slide.number === task.error?.slide && task.status === 'failed' ? 'failed' : slide.stage}
              pictured={slide.picture !== undefined}
              // Where every slide is finished, saying so on each is noise.
              staged={!completed || slide.stage !== 'done'}
              onWatch={slide.clip === undefined ? undefined : setWatched}
            />
          )}
        </LongGrid>
      )}
      <WatchSlide task={task} number={watched} onWatch={setWatched} />
    </section>
  );
}

const numberOf = ({ number }: SlideView) => number;
/** A tile's usual height. */
const TILE_PX = 160;

const ICONS = {
  waiting: undefined,
  pictured: Image,
  scripted: PenLine,
  spoken: Mic,
  done: Check,
  hidden: EyeOff,
  skipped: EyeOff,
  failed: CircleAlert,
} satisfies Record<SlideStage, unknown>;

type TileProps = Omit<SlideView, 'picture' | 'clip'> & {
  task: string;
  attempt: number;
  pictured: boolean;
  /** Whether its stage is said. */
  staged: boolean;
  /** Absent while there is nothing to watch. */
  onWatch: ((number: number) => void) | undefined;
};

// By its parts and not as an object: an event brings all slides anew, and only the changed ones are drawn.
const SlideTile = memo(function SlideTile(tile: TileProps) {
  const { task, attempt, number, title, stage, pictured, staged, onWatch } = tile;
  const Icon = ICONS[stage];
  return (
    <div className={`slide-tile slide-tile-${stage}`}>
      <div className="slide-tile-picture">
        <SlidePicture picture={pictured ? rest.slidePicture(task, number, attempt) : undefined} />
        {staged && (
          <span className="slide-tile-stage">
            {Icon !== undefined && <Icon aria-hidden="true" />}
            {copy.slideStage[stage]}
          </span>
        )}
        {onWatch && (
          <button
            type="button"
            className="slide-tile-watch"
            aria-label={copy.task.watchSlide(number)}
            onClick={() => onWatch(number)}
          >
            <Play aria-hidden="true" />
          </button>
        )}
      </div>
      <p className="slide-tile-name">
        <span className="visually-hidden">{copy.task.slide(number)}: </span>
        <span className="slide-tile-number" aria-hidden="true">
          {number}
        </span>
        <span className="slide-tile-title">
          <bdi>{title}</bdi>
        </span>
      </p>
    </div>
  );
});
