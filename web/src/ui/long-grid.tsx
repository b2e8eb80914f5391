/** A grid of cards. Of more than some tens only the rows near the window are drawn, the rest is room; how many stand in a row is the style sheet's affair. */

import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState } from 'react';
import type { Key, ReactNode, RefObject } from 'react';

interface Props<Item> {
  className: string;
  items: readonly Item[];
  keyOf: (item: Item) => Key;
  /** About how high a row is, px, until it is drawn. */
  rowPx: number;
  children: (item: Item) => ReactNode;
}

/** So many are drawn whole, as most decks are: they can be searched, printed and pictured at once. */
const DRAWN_WHOLE = 60;
/** Rows drawn beyond the window, each way: the Tab key and the browser's search find them. */
const OVERSCAN_ROWS = 3;

export function LongGrid<Item>({ className, items, keyOf, rowPx, children }: Props<Item>) {
  const list = useRef<HTMLOListElement>(null);
  const { columns, gap, top } = useLayout(list);
  const count = Math.ceil(items.length / columns);
  const virtualizer = useWindowVirtualizer<HTMLLIElement>({
    count,
    estimateSize: () => rowPx,
    overscan: items.length > DRAWN_WHOLE ? OVERSCAN_ROWS : count,
    scrollMargin: top,
    gap,
    // What a scroll uncovers may come a picture later than the scroll itself.
    useFlushSync: false,
  });
  const rows = virtualizer.getVirtualItems();
  const [first, last] = [rows[0], rows.at(-1)];
  const from = (first?.index ?? 0) * columns;
  const drawn = items.slice(from, ((last?.index ?? 0) + 1) * columns);
  const room = {
    paddingBlockStart: (first?.start ?? top) - top,
    paddingBlockEnd: virtualizer.getTotalSize() + top - (last?.end ?? top),
  };
  return (
    <ol ref={list} className={className} style={room}>
      {drawn.map((item, index) => (
        <li
          key={keyOf(item)}
          aria-setsize={items.length}
          aria-posinset={from + index + 1}
          // A row is as high as its first card, which is stretched to the others.
          ref={index % columns === 0 ? virtualizer.measureElement : undefined}
          data-index={index % columns === 0 ? (from + index) / columns : undefined}
        >
          {children(item)}
        </li>
      ))}
    </ol>
  );
}

interface Layout {
  columns: number;
  /** px between two rows. */
  gap: number;
  /** px from the top of the page. */
  top: number;
}

/** Read anew whenever the list becomes wider, or something above it higher. */
function useLayout(list: RefObject<HTMLElement | null>): Layout {
  const [layout, setLayout] = useState<Layout>({ columns: 1, gap: 0, top: 0 });
  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    const read = () => {
      const { gridTemplateColumns, rowGap } = getComputedStyle(element);
      const columns = gridTemplateColumns.split(' ').length;
      const gap = Number.parseFloat(rowGap) || 0;
      const top = Math.round(element.getBoundingClientRect().top + window.scrollY);
      setLayout((now) => (now.columns === columns && now.gap === gap && now.top === top ? now : { columns, gap, top }));
    };
    read();
    const watcher = new ResizeObserver(read);
    watcher.observe(element);
    watcher.observe(document.body);
    return () => watcher.disconnect();
  }, [list]);
  return layout;
}
