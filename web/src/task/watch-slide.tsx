/** A finished slide's part of the video, watched while the others are made. The browser's own modal dialog keeps the focus. */

import { ChevronLeft, ChevronRight, X } from 'lucide-react';
import { useEffect, useId, useRef } from 'react';
import { withoutDirectives } from '../../../domain/directives.ts';
import type { TaskView } from '../../../domain/task-view.ts';
import { copy } from '../copy.ts';
import { rest } from '../paths.ts';
import { useScript } from '../queries.ts';
import { Button } from '../ui/button.tsx';
import './watch-slide.css';

interface Props {
  task: Pick<TaskView, 'id' | 'attempt' | 'slides'>;
  /** Absent: nothing is watched. */
  number: number | undefined;
  onWatch: (number: number | undefined) => void;
}

export function WatchSlide({ task, number, onWatch }: Props) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const open = number !== undefined;
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  const finished = task.slides.filter(({ clip }) => clip !== undefined);
  const index = finished.findIndex((slide) => slide.number === number);
  const [before, after] = [finished[index - 1], index < 0 ? undefined : finished[index + 1]];
  const title = finished[index]?.title ?? '';
  const script = useScript(task.id, { enabled: open });
  const text = withoutDirectives(script.data?.slides.find((slide) => slide.number === number)?.text ?? '');
  return (
    <dialog ref={dialog} className="watch-slide" aria-labelledby={`${id}-title`} onClose={() => onWatch(undefined)}>
      <div className="watch-slide-head">
        <h2 id={`${id}-title`}>{copy.task.slideNamed(number ?? 0, title)}</h2>
        <Button look="quiet" icon={<X aria-hidden="true" />} onClick={() => onWatch(undefined)}>
          <span className="visually-hidden">{copy.task.close}</span>
        </Button>
      </div>
      {number !== undefined && (
        <video
          key={number}
          controls
          autoPlay
          playsInline
          src={rest.slideClip(task.id, number)}
          poster={rest.slidePicture(task.id, number, task.attempt).src}
          aria-label={copy.task.slideNamed(number, title)}
          onEnded={() => after && onWatch(after.number)}
        >
          <track kind="captions" src={captionsOf(text)} label={copy.player.subtitles} />
        </video>
      )}
      {text !== '' && (
        <p className="watch-slide-words" dir="auto">
          {text}
        </p>
      )}
      <div className="watch-slide-steps">
        <Button
          icon={<ChevronLeft aria-hidden="true" className="points-along" />}
          disabled={before === undefined}
          onClick={() => onWatch(before?.number)}
        >
          {copy.task.previousSlide}
        </Button>
        <Button
          icon={<ChevronRight aria-hidden="true" className="points-along" />}
          disabled={after === undefined}
          onClick={() => onWatch(after?.number)}
        >
          {copy.task.nextSlide}
        </Button>
      </div>
    </dialog>
  );
}

/** The slide's words for all of its time: when each is said is known in the finished video only. */
const captionsOf = (text: string): string =>
  `data:text/vtt;charset=utf-8,${encodeURIComponent(`WEBVTT\n\n00:00.000 --> 59:59.000\n${text.replaceAll('-->', '→').replace(/\n+/g, '\n')}\n`)}`;
