/** A list of moments in a video: follows along while it plays, and jumps there when one is chosen. */

import { memo, useEffect, useRef } from 'react';
import { copy } from '../copy.ts';
import { useSteady } from '../use-steady.ts';
import './follow-list.css';

export interface Moment {
  id: number;
  /** Seconds. */
  start: number;
  /** The time, as shown. */
  lead: string;
  text: string;
}

interface Props {
  items: Moment[];
  /** Index of the moment that is heard; -1 before the first. */
  current: number;
  loading: boolean;
  none: string;
  onSeek: (seconds: number) => void;
}

/** Whoever scrolls by hand reads elsewhere: the list stays there this long. */
const HANDS_OFF_MS = 4_000;

export function FollowList({ items, current, loading, none, onSeek }: Props) {
  const list = useRef<HTMLOListElement>(null);
  const handledAt = useRef(-Infinity);
  const jump = useSteady(onSeek);

  useEffect(() => {
    const box = list.current;
    const item = box?.children[current];
    if (box === null || !(item instanceof HTMLElement) || performance.now() - handledAt.current < HANDS_OFF_MS) return;
    // Not scrollIntoView: that would move the page too.
    box.scrollTo({ top: item.offsetTop - box.clientHeight / 2 + item.clientHeight / 2, behavior: 'smooth' });
  }, [current]);

  if (loading) return <p className="follow-none">{copy.loading}</p>;
  if (items.length === 0) return <p className="follow-none">{none}</p>;
  const touched = () => {
    handledAt.current = performance.now();
  };
  return (
    <ol ref={list} className="follow-list" onWheel={touched} onTouchMove={touched}>
      {items.map((item, index) => (
        <MomentRow
          key={item.id}
          start={item.start}
          lead={item.lead}
          text={item.text}
          current={index === current}
          onSeek={jump}
        />
      ))}
    </ol>
  );
}

interface RowProps {
  start: number;
  lead: string;
  text: string;
  current: boolean;
  onSeek: (seconds: number) => void;
}

const MomentRow = memo(function MomentRow({ start, lead, text, current, onSeek }: RowProps) {
  return (
    <li>
      <button type="button" className="follow-item" aria-current={current} onClick={() => onSeek(start)}>
        <span className="follow-lead">{lead}</span>
        <bdi>{text}</bdi>
      </button>
    </li>
  );
});
