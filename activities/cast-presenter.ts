/** Finds the presenter whom a task asks for, before anything is spoken or paid. */

import { ProviderError, type Presenter, type PresenterListing } from '../domain/index.ts';
import type { HeyGen } from './adapters/heygen.ts';
import { FIGURES } from '../platform/presenter-figures.ts';
import type { Run } from './run.ts';
import { providerMissing } from './submit-presenter.ts';
import type { Activities } from './verbs.ts';

/** How many names an error proposes. */
const PROPOSED = 5;

/** For each provider, how to ask who can present: those drawn here, and those of the vendor where it is set up. */
export const presenterListers = (heygen: HeyGen | undefined, signal: AbortSignal) => [
  () => Promise.resolve(figureListings()),
  ...(heygen ? [() => heygen.looks(signal)] : []),
];

const figureListings = (): PresenterListing[] =>
  FIGURES.map(({ name, label }) => ({ provider: 'offline', name, label }));

/**
 * Retry: safe, it only looks.
 * @throws ProviderError `unknown_presenter` with names that there are, `presenter_provider_missing`, and what the vendor answers.
 */
export const createCastPresenter =
  ({ heygen }: { heygen: HeyGen | undefined }) =>
  async ({ task }: Parameters<Activities['castPresenter']>[0], { signal }: Run): Promise<Presenter> => {
    const { provider = 'offline', name, layout = 'corner', shape } = task.options.presenter ?? {};
    const form = { provider, layout, shape: shape ?? (layout === 'corner' ? 'circle' : 'rectangle') } as const;
    if (provider === 'heygen' && !heygen) throw providerMissing();
    // A look may be far behind what is listed: the vendor knows thousands.
    const exact = provider === 'heygen' && name !== undefined ? await heygen?.look(name.trim(), signal) : undefined;
    if (exact) return { ...form, name: exact.name };
    const known = provider === 'heygen' ? ((await heygen?.looks(signal)) ?? []) : figureListings();
    const wanted = name?.trim().toLowerCase();
    const found =
      wanted === undefined
        ? known[0]
        : known.find((one) => one.name.toLowerCase() === wanted || one.label.toLowerCase() === wanted);
    if (found) return { ...form, name: found.name };
    const some = known.slice(0, PROPOSED).map((one) => `"${one.name}"`);
    throw new ProviderError(
      'unknown_presenter',
      `There is no presenter called "${name ?? ''}" at ${provider === 'heygen' ? 'HeyGen' : 'this server'}. There are, among others: ${some.join(', ')}. GET /api/presenters lists all of them.`,
      { retry: 'never' },
    );
  };
