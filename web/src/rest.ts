/** The REST routes as functions: one each, typed, failing with a Problem that a person can read. */

import axios, { isAxiosError } from 'axios';
import type { AxiosProgressEvent, AxiosResponse } from 'axios';
import type { Estimate } from '../../domain/estimate.ts';
import type { Flag } from '../../domain/script.ts';
import type { LexiconEntry } from '../../domain/lexicon.ts';
import type { Cost, LedgerEntry } from '../../domain/money.ts';
import type { TaskOptions } from '../../domain/options.ts';
import type {
  DeckView,
  OutputView,
  PresenterView,
  ProviderView,
  TaskPage,
  TaskView,
  VoiceView,
} from '../../domain/task-view.ts';
import { isRecord } from './chapters.ts';
import { copy } from './copy.ts';
import { rest } from './paths.ts';

/** What went wrong, from the server's problem details (RFC 9457) or from the connection. */
export class Problem extends Error {
  /** HTTP status; 0 where no answer came. */
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.name = 'Problem';
    this.status = status;
    this.code = code;
  }
}

export interface Session {
  /** Whether the server wants a key at all. */
  keyNeeded: boolean;
  /** Who is signed in. */
  owner?: string;
  /** What people call the owner, where that is something else. */
  name?: string;
  /** Where people may say who they are instead of sending a key. */
  signInWith?: { name: string; url: string };
  /** Where to go after signing out here, to sign out there, too. */
  signOutAt?: string;
}

/** What is said on one slide, as the script's route shows it. */
export interface ScriptSlide {
  number: number;
  /** Empty: the slide is shown in silence. */
  text: string;
  flags?: Flag[];
}

export interface ScriptDocument {
  slides: ScriptSlide[];
  /** Of its words (BCP 47), where the server says it. */
  language: string | undefined;
  /** Sent back with a change: a change to an older version is refused. */
  etag: string;
}

export interface TaskQuery {
  status?: string | undefined;
  q?: string | undefined;
  cursor?: string | undefined;
}

export interface SendOptions {
  file: File;
  onProgress: (sentBytes: number) => void;
  signal: AbortSignal;
}

const http = axios.create();
http.interceptors.response.use(undefined, (error: unknown) => Promise.reject(problemOf(error)));

/** Cards on one page of the library: a screenful on a large screen. */
const PAGE_SIZE = 24;

export async function getSession(): Promise<Session> {
  return (await http.get<Session>(rest.session)).data;
}

export async function signIn(key: string): Promise<void> {
  await http.post(rest.session, { key });
}

export async function signOut(): Promise<void> {
  await http.delete(rest.session);
}

export async function getVoices(): Promise<VoiceView[]> {
  return (await http.get<{ voices: VoiceView[] }>(rest.voices)).data.voices;
}

export async function getProviders(): Promise<ProviderView[]> {
  return (await http.get<{ providers: ProviderView[] }>(rest.providers)).data.providers;
}

export async function getPresenters(): Promise<PresenterView[]> {
  return (await http.get<{ presenters: PresenterView[] }>(rest.presenters)).data.presenters;
}

export async function listTasks(query: TaskQuery): Promise<TaskPage> {
  return (await http.get<TaskPage>(rest.tasks, { params: { ...query, limit: PAGE_SIZE } })).data;
}

export async function getTask(id: string): Promise<TaskView> {
  return (await http.get<TaskView>(rest.task(id))).data;
}

/** Sends a deck that is no video yet; the upload's own progress comes from the browser's request. */
export async function sendDeck({ file, onProgress, signal }: SendOptions): Promise<{ id: string }> {
  const form = new FormData();
  form.append('deck', file, file.name);
  const onUploadProgress = ({ loaded }: AxiosProgressEvent) => onProgress(Math.min(loaded, file.size));
  return (await http.post<{ id: string }>(rest.decks, form, { signal, onUploadProgress })).data;
}

export async function getDeck(id: string): Promise<DeckView> {
  return (await http.get<DeckView>(rest.deck(id))).data;
}

export async function removeDeck(id: string): Promise<void> {
  await http.delete(rest.deck(id));
}

export async function estimateDeck(deck: string, options: TaskOptions, signal?: AbortSignal): Promise<Estimate> {
  return (await http.post<Estimate>(rest.estimate, { deck, options }, signal && { signal })).data;
}

/** Makes a video of a deck that was sent. Asked again, it answers with the same task. */
export async function makeTask(ask: { deck: string; name: string; options: TaskOptions }): Promise<{ id: string }> {
  return (await http.post<{ id: string }>(rest.tasks, ask)).data;
}

/** A voice by its free sample, where it has one; else a sentence, which is paid. In the language, where one is said. */
export async function hearVoice({ provider, name, sample }: VoiceView, language: string | undefined): Promise<Blob> {
  const params = language === undefined ? {} : { language };
  if (sample !== undefined) return soundOf(await http.get<ArrayBuffer>(sample, { params, responseType: SOUND }));
  const ask = { voice: { provider, name }, ...params };
  return soundOf(await http.post<ArrayBuffer>(rest.speech, ask, { responseType: SOUND }));
}

/** A few words in an offline voice, which costs nothing. */
export async function hearWords(name: string, text: string, language: string | undefined): Promise<Blob> {
  const ask = { voice: { provider: 'offline', name }, text, ...(language === undefined ? {} : { language }) };
  return soundOf(await http.post<ArrayBuffer>(rest.speech, ask, { responseType: SOUND }));
}

/** A slide of the saved script under review, as it will be spoken. */
export async function hearSlide(id: string, number: number): Promise<Blob> {
  return soundOf(await http.post<ArrayBuffer>(rest.slideSpeech(id, number), undefined, { responseType: SOUND }));
}

const SOUND = 'arraybuffer';
function soundOf({ data, headers }: AxiosResponse<ArrayBuffer>): Blob {
  const type: unknown = headers['content-type'];
  return new Blob([data], typeof type === 'string' ? { type } : {});
}

export async function cancelTask(id: string): Promise<TaskView> {
  return (await http.post<TaskView>(rest.cancel(id))).data;
}

export async function retryTask(id: string): Promise<TaskView> {
  return (await http.post<TaskView>(rest.retry(id), {})).data;
}

export async function raiseBudget(id: string, cents: number): Promise<TaskView> {
  return (await http.post<TaskView>(rest.budget(id), { cents })).data;
}

/** Other words for some slides, or other options in place of all options before. */
export interface Revision {
  slides?: { number: number; text: string }[];
  options?: TaskOptions;
}

/** What would become of the slides, by their numbers, and what it would cost. */
export interface RevisionPreview {
  slides: Record<'added' | 'moved' | 'changed' | 'removed' | 'kept', number[]>;
  estimate: Estimate;
}

/** @param change with the id of a deck that was sent before, where there is another. */
export async function previewRevision(id: string, change: Revision & { deck?: string }): Promise<RevisionPreview> {
  return (await http.post<RevisionPreview>(rest.revisePreview(id), change)).data;
}

export async function reviseTask(id: string, change: Revision): Promise<TaskView> {
  return (await http.post<TaskView>(rest.revise(id), change)).data;
}

export async function reviseDeck(id: string, deck: File): Promise<TaskView> {
  const form = new FormData();
  form.append('deck', deck, deck.name);
  return (await http.post<TaskView>(rest.revise(id), form)).data;
}

/** A finished version of a video. */
export interface VersionView {
  version: number;
  name: string;
  finishedAt: string;
  outputs: OutputView[];
}

export async function getVersions(id: string): Promise<VersionView[]> {
  return (await http.get<{ versions: VersionView[] }>(rest.versions(id))).data.versions;
}

/** What was said in a version. */
export async function getVersionScript(id: string, version: number): Promise<ScriptSlide[]> {
  return (await http.get<{ slides: ScriptSlide[] }>(rest.versionScript(id, version))).data.slides;
}

export interface Ledger {
  cost: Cost;
  entries: LedgerEntry[];
}

export async function getLedger(id: string): Promise<Ledger> {
  return (await http.get<Ledger>(rest.ledger(id))).data;
}

/** A link to a video, as its owner sees it later. */
export interface ShareView {
  id: string;
  downloads: boolean;
  expiresAt: string;
}

export async function getShares(id: string): Promise<ShareView[]> {
  return (await http.get<{ shares: ShareView[] }>(rest.shares(id))).data.shares;
}

/** The link itself is told only here. */
export async function makeShare(
  id: string,
  terms: { days: number; downloads: boolean },
): Promise<ShareView & { url: string }> {
  return (await http.post<ShareView & { url: string }>(rest.shares(id), terms)).data;
}

export async function revokeShare(id: string, share: string): Promise<void> {
  await http.delete(rest.share(id, share));
}

/** A video behind a link. */
export interface SharedView {
  name: string;
  /** False while another version is made. */
  ready: boolean;
  version: number;
  downloads: boolean;
  expiresAt: string;
  outputs: OutputView[];
  /** What chapters are made of. */
  story?: unknown;
}

export async function getShared(token: string): Promise<SharedView> {
  return (await http.get<SharedView>(rest.shared(token))).data;
}

/** What the keeper of the server has set. */
export interface Limits {
  maxUploadBytes: number;
  maxSlides: number;
  retentionDays?: number;
}

export async function getLimits(): Promise<Limits> {
  return (await http.get<Limits>(rest.limits)).data;
}

export async function getLexicon(): Promise<LexiconEntry[]> {
  return (await http.get<LexiconEntry[]>(rest.lexicon)).data;
}

export async function putLexicon(lexicon: LexiconEntry[]): Promise<LexiconEntry[]> {
  return (await http.put<LexiconEntry[]>(rest.lexicon, lexicon)).data;
}

export async function deleteTask(id: string): Promise<void> {
  await http.delete(rest.task(id));
}

export async function getScript(id: string): Promise<ScriptDocument> {
  return scriptDocument(await http.get<{ slides: ScriptSlide[] }>(rest.script(id)));
}

/** Saves changed words; answers with the script as it then is. Fails with `script_changed` where `etag` is not its version any more. */
export async function putScript(id: string, slides: ScriptSlide[], etag: string): Promise<ScriptDocument> {
  return scriptDocument(await http.put(rest.script(id), { slides }, { headers: { 'If-Match': etag } }));
}

/** Has one slide written anew, which takes a model half a minute; answers with the script as it then is. */
export async function rewriteSlide(id: string, slide: number, wish: string): Promise<ScriptDocument> {
  return scriptDocument(await http.post(rest.rewrite(id), { slide, wish }));
}

/** Approves this version of the script and no other. */
export async function approveScript(id: string, etag: string): Promise<TaskView> {
  return (await http.post<TaskView>(rest.approve(id), undefined, { headers: { 'If-Match': etag } })).data;
}

function scriptDocument({ data, headers }: AxiosResponse<{ slides: ScriptSlide[] }>): ScriptDocument {
  const etag: unknown = headers['etag'];
  const language: unknown = headers['content-language'];
  return {
    slides: data.slides,
    language: typeof language === 'string' ? language : undefined,
    etag: typeof etag === 'string' ? etag : '*',
  };
}

/** A delivered file's text, such as subtitles. */
export async function getText(url: string): Promise<string> {
  return (await http.get<string>(url, { responseType: 'text' })).data;
}

export async function getJson(url: string): Promise<unknown> {
  return (await http.get<unknown>(url)).data;
}

/** Of these the server's own sentence follows, though it is English: only it says which choice, which slide. */
const DETAILED: ReadonlySet<string> = new Set([
  'deck_unreadable',
  'estimate_failed',
  'invalid_options',
  'option_not_available',
]);

function problemOf(error: unknown): Problem {
  if (!isAxiosError<unknown>(error)) return new Problem(0, 'unexpected', copy.errors.unknown);
  if (error.code === 'ERR_CANCELED') return new Problem(0, 'stopped', copy.newTask.stopped);
  const { response } = error;
  if (response === undefined || response.status === 502 || response.status === 504) {
    return new Problem(0, 'offline', copy.errors.offline);
  }
  const body = bodyOf(response.data);
  const { detail, title, code } = body;
  const known = typeof code === 'string' ? code : 'unexpected';
  const own = copy.problems[known];
  const said = [own, detail, title].find((text) => typeof text === 'string' && text !== '');
  const more = own !== undefined && DETAILED.has(known) && typeof detail === 'string' ? ` ${detail}` : '';
  return new Problem(response.status, known, typeof said === 'string' ? `${said}${more}` : copy.errors.unknown);
}

function bodyOf(data: unknown): Record<string, unknown> {
  if (!(data instanceof ArrayBuffer)) return isRecord(data) ? data : {};
  try {
    const said: unknown = JSON.parse(new TextDecoder().decode(data)); // where a sound was asked for
    return isRecord(said) ? said : {};
  } catch {
    return {};
  }
}
