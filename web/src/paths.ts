/** Every address the web page knows: its own pages, and the REST routes behind them. */

export const pages = {
  home: '/',
  task: (id: string) => `/tasks/${encodeURIComponent(id)}`,
  taskPattern: '/tasks/:id',
  /** Where a finished or failed video is changed. */
  mend: (id: string) => `/tasks/${encodeURIComponent(id)}#revise`,
  settings: '/settings',
  sharedPattern: '/s/:token',
} as const;

/** What an `img` is told; with `srcSet` the browser takes the width that it needs. */
export interface Picture {
  src: string;
  srcSet?: string;
}

const shared = (token: string) => `/api/shared/${encodeURIComponent(token)}`;
const task = (id: string) => `/api/tasks/${encodeURIComponent(id)}`;

export const rest = {
  session: '/api/session',
  voices: '/api/voices',
  providers: '/api/providers',
  presenters: '/api/presenters',
  speech: '/api/speech',
  decks: '/api/decks',
  deck: (id: string) => `/api/decks/${encodeURIComponent(id)}`,
  /** Small, and painted when it is asked for. */
  deckSlidePicture: (id: string, number: number): Picture => ({
    src: `/api/decks/${encodeURIComponent(id)}/slides/${number}.png`,
  }),
  estimate: '/api/estimate',
  tasks: '/api/tasks',
  task,
  events: (id: string) => `${task(id)}/events`,
  cancel: (id: string) => `${task(id)}/cancel`,
  retry: (id: string) => `${task(id)}/retry`,
  budget: (id: string) => `${task(id)}/budget`,
  revise: (id: string) => `${task(id)}/revise`,
  revisePreview: (id: string) => `${task(id)}/revise/preview`,
  versions: (id: string) => `${task(id)}/versions`,
  versionOutput: (id: string, version: number, name: string) =>
    `${task(id)}/versions/${version}/outputs/${encodeURIComponent(name)}`,
  versionScript: (id: string, version: number) => `${task(id)}/versions/${version}/script`,
  ledger: (id: string) => `${task(id)}/ledger`,
  shares: (id: string) => `${task(id)}/shares`,
  share: (id: string, share: string) => `${task(id)}/shares/${encodeURIComponent(share)}`,
  shared,
  sharedOutput: (token: string, name: string) => `${shared(token)}/outputs/${encodeURIComponent(name)}`,
  sharedDownload: (token: string, name: string) => `${shared(token)}/outputs/${encodeURIComponent(name)}?download=1`,
  limits: '/api/limits',
  lexicon: '/api/lexicon',
  script: (id: string) => `${task(id)}/script`,
  rewrite: (id: string) => `${task(id)}/script/rewrite`,
  slideSpeech: (id: string, number: number) => `${task(id)}/slides/${number}/speech`,
  slideClip: (id: string, number: number) => `${task(id)}/slides/${number}/clip.mp4`,
  approve: (id: string) => `${task(id)}/script/approve`,
  /** Links of the server carry its public name; the page asks where it came from, whatever name that was. */
  output: (id: string, name: string) => `${task(id)}/outputs/${encodeURIComponent(name)}`,
  /** The same, saved under the deck's name instead of shown. */
  download: (id: string, name: string) => `${task(id)}/outputs/${encodeURIComponent(name)}?download=1`,
  /** As wide as a card, and as a card on a sharp screen. With the attempt in its address, a picture may stay in the browser's cache. */
  slidePicture: (id: string, number: number, attempt: number): Picture => {
    const wide = (w: number) => `${task(id)}/slides/${number}.png?w=${w}&attempt=${attempt}`;
    return { src: wide(640), srcSet: `${wide(320)} 320w, ${wide(640)} 640w` };
  },
} as const;
