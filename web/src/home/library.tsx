/** All videos, newest first: searched by the server, live while something moves. */

import { Clapperboard, Search, SearchX } from 'lucide-react';
import { useCallback, useDeferredValue, useId, useState } from 'react';
import { useSearchParams } from 'react-router';
import { TASK_STATUSES } from '../../../domain/task.ts';
import type { TaskStatus } from '../../../domain/task.ts';
import type { TaskView } from '../../../domain/task-view.ts';
import { copy } from '../copy.ts';
import { useTasks } from '../queries.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { LongGrid } from '../ui/long-grid.tsx';
import { Notice } from '../ui/notice.tsx';
import { Select } from '../ui/select.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { TaskCard } from './task-card.tsx';
import './library.css';

export function Library() {
  const id = useId();
  const [{ search, status }, find] = useFind();
  const q = useDeferredValue(search.trim());
  const tasks = useTasks({ q: q === '' ? undefined : q, status });
  const found = tasks.data?.pages.flatMap((page) => page.tasks) ?? [];
  const { selected, setSelected, select } = useSelection();
  const filtered = q !== '' || status !== undefined;

  return (
    <section className="library" aria-labelledby={`${id}-title`}>
      <div className="library-head">
        <h2 id={`${id}-title`}>{copy.home.library}</h2>
        <div className="library-tools">
          <div className="library-search">
            <Search aria-hidden="true" />
            <input
              className="input"
              type="search"
              value={search}
              onChange={(event) => find({ search: event.target.value, status })}
              placeholder={copy.home.search}
              aria-label={copy.home.search}
            />
          </div>
          <Select
            aria-label={copy.home.filter}
            value={status ?? ''}
            onChange={(event) => find({ search, status: TASK_STATUSES.find((name) => name === event.target.value) })}
          >
            <option value="">{copy.home.filters.all}</option>
            {TASK_STATUSES.map((name) => (
              <option key={name} value={name}>
                {copy.home.filters[name]}
              </option>
            ))}
          </Select>
        </div>
      </div>
      {tasks.isPending && <LoadingCards />}
      {tasks.isError && (
        <Notice
          tone="bad"
          title={copy.home.failedTitle}
          actions={<Button onClick={() => void tasks.refetch()}>{copy.tryAgain}</Button>}
        >
          <p>{tasks.error.message}</p>
        </Notice>
      )}
      {tasks.isSuccess && found.length === 0 && !filtered && (
        <EmptyState heading="h3" icon={<Clapperboard />} title={copy.home.emptyTitle} text={copy.home.emptyText} />
      )}
      {tasks.isSuccess && found.length === 0 && filtered && (
        <EmptyState
          heading="h3"
          icon={<SearchX />}
          title={copy.home.nothingFoundTitle}
          text={copy.home.nothingFoundText}
          action={<Button onClick={() => find({ search: '', status: undefined })}>{copy.home.clearSearch}</Button>}
        />
      )}
      {found.length > 0 && (
        <LongGrid
          className={selected.size > 0 ? 'library-grid library-choosing' : 'library-grid'}
          items={found}
          keyOf={idOf}
          rowPx={CARD_PX}
        >
          {(task) => <TaskCard task={task} selected={selected.has(task.id)} onSelect={select} />}
        </LongGrid>
      )}
      {tasks.hasNextPage && (
        <div className="library-more">
          <Button onClick={() => void tasks.fetchNextPage()} disabled={tasks.isFetchingNextPage}>
            {copy.home.more}
          </Button>
        </div>
      )}
      <BulkBar tasks={found} selected={selected} onSelect={setSelected} />
      <p className="visually-hidden" role="status">
        {filtered && tasks.isSuccess ? copy.home.found(found.length) : ''}
      </p>
    </section>
  );
}

const idOf = ({ id }: TaskView) => id;
/** A card's usual height. */
const CARD_PX = 270;

const NOTHING: ReadonlySet<string> = new Set();

function useSelection() {
  const [selected, setSelected] = useState(NOTHING);
  const select = useCallback(
    (taskId: string, isIn: boolean) =>
      setSelected((before) => new Set(isIn ? [...before, taskId] : [...before].filter((one) => one !== taskId))),
    [],
  );
  return { selected, setSelected, select };
}

interface Find {
  search: string;
  status: TaskStatus | undefined;
}

/** What is looked for stands in the address, so that it is still there when somebody comes back from a video. */
function useFind(): [Find, (find: Find) => void] {
  const [params, setParams] = useSearchParams();
  const find = ({ search, status }: Find) =>
    setParams({ ...(search !== '' && { q: search }), ...(status !== undefined && { status }) }, { replace: true });
  const status = TASK_STATUSES.find((name) => name === params.get('status'));
  return [{ search: params.get('q') ?? '', status }, find];
}

/** As many as fill a first screen. */
const LOADING_CARDS = ['a', 'b', 'c'];

function LoadingCards() {
  return (
    <ul className="library-grid" aria-busy="true" aria-label={copy.loading}>
      {LOADING_CARDS.map((name) => (
        <li key={name} className="library-loading" />
      ))}
    </ul>
  );
}
