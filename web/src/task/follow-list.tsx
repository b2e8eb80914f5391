/** A list of moments in a video: follows along while it plays, and jumps there when one is chosen. */

import { useVirtualizer } from '@tanstack/react-virtual';
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
/** A row's usual height. */
const ROW_PX = 40;
/** Rows drawn beyond those that are seen, each way: an hour's talk has a thousand. */
const OVERSCAN_ROWS = 10;
/** Room above the first and below the last. */
const EDGE_PX = 8;

export function FollowList({ items, current, loading, none, onSeek }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const handledAt = useRef(-Infinity);
  const jump = useSteady(onSeek);
  const virtualizer = useVirtualizer<HTMLDivElement, HTMLLIElement>({
    count: items.length,
    getScrollElement: () => list.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN_ROWS,
    paddingStart: EDGE_PX,
    paddingEnd: EDGE_PX,
    useFlushSync: false,
  });

  useEffect(() => {
    if (current < 0 || performance.now() - handledAt.current < HANDS_OFF_MS) return;
    // Not scrollIntoView: that would move the page too.
    virtualizer.scrollToIndex(current, { align: 'center', behavior: 'smooth' });
  }, [current, virtualizer]);

  if (loading) return <p className="follow-none">{copy.loading}</p>;
  if (items.length === 0) return <p className="follow-none">{none}</p>;
  const touched = () => {
    handledAt.current = performance.now();
  };
  const rows = virtualizer.getVirtualItems();
  const room = {
    paddingBlockStart: rows[0]?.start ?? 0,
    paddingBlockEnd: virtualizer.getTotalSize() - (rows.at(-1)?.end ?? 0),
  };
  return (
    <div ref={list} className="follow-list" onWheel={touched} onTouchMove={touched}>
      {/* The room of what is not drawn belongs in here: a padding of the list that scrolls would make that higher. */}
      <ol style={room}>
        {rows.map(({ index }) => {
          const item = items[index];
          if (item === undefined) return null;
          return (
            <li
              key={item.id}
              ref={virtualizer.measureElement}
              data-index={index}
              aria-setsize={items.length}
              aria-posinset={index + 1}
            >
              <MomentRow
                start={item.start}
                lead={item.lead}
                text={item.text}
                current={index === current}
                onSeek={jump}
              />
            </li>
          );
        })}
      </ol>
    </div>
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
    <button type="button" className="follow-item" aria-current={current} onClick={() => onSeek(start)}>
      <span className="follow-lead">{lead}</span>
      <bdi>{text}</bdi>
    </button>
  );
});
