/** What the page knows of the server, kept fresh by TanStack Query. */

import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { isFinal } from '../../domain/task.ts';
import type { TaskOptions } from '../../domain/options.ts';
import type { TaskView } from '../../domain/task-view.ts';
import * as api from './rest.ts';
import { parseVtt } from './vtt.ts';

export const keys = {
  session: ['session'] as const,
  voices: ['voices'] as const,
  providers: ['providers'] as const,
  presenters: ['presenters'] as const,
  tasks: ['tasks'] as const,
  task: (id: string) => ['task', id] as const,
  script: (id: string) => ['script', id] as const,
  versions: (id: string) => ['versions', id] as const,
  shares: (id: string) => ['shares', id] as const,
  lexicon: ['lexicon'] as const,
};

/** The library is asked again this often while something in it moves; events exist only per task. */
const LIVE_LIST_MS = 2_000;
/** And this often while nothing does: another window or the CLI may have added a task. */
const CALM_LIST_MS = 20_000;
/** Voices change with an installation, not with an hour. */
const VOICES_STALE_MS = 10 * 60_000;

export const useSession = () => useQuery({ queryKey: keys.session, queryFn: api.getSession, staleTime: Infinity });

export const useVoices = () => useQuery({ queryKey: keys.voices, queryFn: api.getVoices, staleTime: VOICES_STALE_MS });

export const useProviders = () =>
  useQuery({ queryKey: keys.providers, queryFn: api.getProviders, staleTime: VOICES_STALE_MS });

/** What is in a deck that was sent; undefined while it is on its way. */
export const useDeck = (id: string | undefined) =>
  useQuery({
    queryKey: ['deck', id],
    queryFn: () => api.getDeck(id ?? ''),
    enabled: id !== undefined,
    staleTime: Infinity,
  });

/** What each of these decks would cost with these options; while others are worked out, the ones before stand. */
export const useEstimates = (decks: readonly string[], options: TaskOptions) =>
  useQuery({
    queryKey: ['estimates', decks, options],
    queryFn: ({ signal }) => Promise.all(decks.map((deck) => api.estimateDeck(deck, options, signal))),
    enabled: decks.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 60_000, // what was made meanwhile is kept, and costs less
    retry: 1,
  });

export const usePresenters = () =>
  useQuery({ queryKey: keys.presenters, queryFn: api.getPresenters, staleTime: VOICES_STALE_MS });

/** The library, newest first, page by page. */
export function useTasks(query: Pick<api.TaskQuery, 'q' | 'status'>) {
  return useInfiniteQuery({
    queryKey: [...keys.tasks, query],
    queryFn: ({ pageParam }) => api.listTasks({ ...query, cursor: pageParam }),
    initialPageParam: noCursor,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => {
      const moving = state.data?.pages.some((page) => page.tasks.some((task) => !isFinal(task.status)));
      // All pages that are shown are asked for again: who has opened many waits a little longer.
      return (moving === true ? LIVE_LIST_MS : CALM_LIST_MS) * (state.data?.pages.length ?? 1);
    },
  });
}
const noCursor: string | undefined = undefined;

export const useTask = (id: string) => useQuery({ queryKey: keys.task(id), queryFn: () => api.getTask(id) });

export const useScript = (id: string, { enabled = true } = {}) =>
  useQuery({ queryKey: keys.script(id), queryFn: () => api.getScript(id), staleTime: Infinity, enabled });

/** Asked anew for every version, when it is begun and when it has ended. */
export const useVersions = ({ id, version, status }: Pick<TaskView, 'id' | 'version' | 'status'>) =>
  useQuery({ queryKey: [...keys.versions(id), version, isFinal(status)], queryFn: () => api.getVersions(id) });

/** What a finished video is made of; asked once for each version, which all have the same address. */
export function useManifest(url: string | undefined, version: number) {
  return useQuery({
    queryKey: ['manifest', url, version],
    queryFn: () => api.getJson(url ?? ''),
    enabled: url !== undefined,
    staleTime: Infinity,
  });
}

/** The words of a version; those that stand do not change. */
export const useVersionScript = (id: string, version: number) =>
  useQuery({
    queryKey: [...keys.versions(id), 'script', version],
    queryFn: () => api.getVersionScript(id, version),
    staleTime: Infinity,
  });

/** Asked anew whenever it is opened: a bill grows. */
export const useLedger = (id: string, attempt: number) =>
  useQuery({ queryKey: ['ledger', id, attempt], queryFn: () => api.getLedger(id) });

export const useShares = (id: string) => useQuery({ queryKey: keys.shares(id), queryFn: () => api.getShares(id) });

export const useShared = (token: string) =>
  useQuery({ queryKey: ['shared', token], queryFn: () => api.getShared(token) });

export const useLimits = () => useQuery({ queryKey: ['limits'], queryFn: api.getLimits, staleTime: Infinity });

export const useLexicon = () =>
  useQuery({ queryKey: keys.lexicon, queryFn: api.getLexicon, staleTime: Infinity, refetchOnWindowFocus: false });

/** The cues of a subtitles file. */
export function useCues(url: string | undefined, version: number) {
  return useQuery({
    queryKey: ['cues', url, version],
    queryFn: async () => parseVtt(await api.getText(url ?? '')),
    enabled: url !== undefined,
    staleTime: Infinity,
  });
}

/** Cancel and retry answer with the task as it stands now. */
export function useTaskAction(action: (id: string) => Promise<TaskView>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: action,
    onSuccess: (task) => {
      client.setQueryData(keys.task(task.id), task);
      return client.invalidateQueries({ queryKey: keys.tasks });
    },
  });
}

export function useDeleteTask() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: api.deleteTask,
    onSuccess: (_, id) => {
      client.removeQueries({ queryKey: keys.task(id) });
      return client.invalidateQueries({ queryKey: keys.tasks });
    },
  });
}
