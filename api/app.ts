/** The API and the web page as one Express application: the fences first, then the operations, then the pages. */

import express, { type Express } from 'express';
import helmet from 'helmet';
import type { DeckFormat, Voice } from '../domain/index.ts';
import type { ApiKey } from '../platform/api-keys.ts';
import type { OidcConfig } from '../platform/config.ts';
import type { ApprovalMarks } from '../platform/approval-marks.ts';
import type { Artifacts } from '../platform/artifacts.ts';
import type { Checks } from '../platform/health.ts';
import type { Lexicons } from '../platform/lexicon-store.ts';
import type { Log } from '../platform/log.ts';
import type { OwnerLimits } from '../platform/owner-limits.ts';
import type { PayloadKey } from '../platform/payload-codec.ts';
import type { Bills } from '../platform/paid-records.ts';
import type { ProviderCatalog } from '../platform/provider-catalog.ts';
import type { TaskDeletions } from '../platform/task-deletions.ts';
import type { Shares } from '../platform/share-store.ts';
import type { PresenterCatalog } from '../platform/presenter-catalog.ts';
import type { TaskStore } from '../platform/task-store.ts';
import { createAdmission, type Admit } from './admission.ts';
import type { Asks } from './asks.ts';
import { createAuth } from './auth.ts';
import { createCodecEndpoint } from './codec-endpoint.ts';
import { sayingEngineIsAway } from './engine-watch.ts';
import type { Engine } from './engine.ts';
import { createErrorHandler, noSuchRoute } from './errors.ts';
import { createOidc } from './oidc.ts';
import { describeApi } from './openapi.ts';
import { scopeOf, type Route } from './operation.ts';
import { refuse } from './problems.ts';
import { observe } from './request-metrics.ts';
import { createBudgetRoutes } from './routes/budget.ts';
import { createTaskRoutes } from './routes/create-task.ts';
import { createDeckRoutes } from './routes/decks.ts';
import { createDocs } from './routes/docs.ts';
import { createEstimateRoutes } from './routes/estimate.ts';
import { createFileRoutes } from './routes/files.ts';
import { createHealthRoutes } from './routes/health.ts';
import { createPreviewRevisionRoutes } from './routes/preview-revision.ts';
import { createReviseRoutes } from './routes/revise.ts';
import { createLexiconRoutes } from './routes/lexicon.ts';
import { createScriptRoutes } from './routes/script.ts';
import { createSessionRoutes } from './routes/session.ts';
import { createSignInElsewhere, OIDC_BEGIN, OIDC_END } from './routes/sign-in-elsewhere.ts';
import { createTasksRoutes } from './routes/tasks.ts';
import { createLimitsRoutes } from './routes/limits.ts';
import { createShareRoutes } from './routes/shares.ts';
import { createSharedRoutes } from './routes/shared.ts';
import { createProviderRoutes } from './routes/providers.ts';
import { createPresenterRoutes } from './routes/presenters.ts';
import { createSpeechRoutes } from './routes/speech.ts';
import { createVoiceRoutes } from './routes/voices.ts';
import { createStaticPages } from './static-pages.ts';
import { createTaskView } from './task-view.ts';
import { limitStore } from './time-limited-store.ts';

export interface ApiConfig {
  /** What people type to reach this server, without a slash at the end. */
  publicUrl: string;
  /** Put before the links in answers; empty: they are paths. */
  linkBase: string;
  apiKeys: readonly ApiKey[];
  oidc?: OidcConfig;
  /** Proxies of the keeper's own in front. */
  trustedProxies: number;
  maxUploadBytes: number;
  maxSlides: number;
  /** Unset: tasks are kept for ever. */
  retentionDays?: number | undefined;
  temporal: { uiUrl: string; namespace: string; payloadKeys: readonly PayloadKey[] };
}

export interface ApiDeps {
  config: ApiConfig;
  store: TaskStore;
  deletions: TaskDeletions;
  artifacts: Artifacts;
  voices: { read: () => Promise<Voice[]> };
  lexicons: Lexicons;
  limits: OwnerLimits;
  approvalMarks: ApprovalMarks;
  shares: Shares;
  presenters: PresenterCatalog;
  /** `host:port` of vendors' addresses that the keeper has configured. */
  trustedHosts: readonly string[];
  providers: ProviderCatalog;
  bills: Bills;
  asks: Asks;
  engine: Engine;
  engineIsAway: () => boolean;
  /** Looks into an uploaded file (platform/deck-door.ts). */
  inspectDeck: (file: string, limits: { maxSlides: number }) => Promise<{ format: DeckFormat }>;
  /** What /readyz asks. */
  checks: Checks;
  log: Log;
  /** Where the built web page lies. */
  webDir: string;
  /** Aborted when this server ends: then those who watch are let go. */
  closing: AbortSignal;
}

export function createApp(deps: ApiDeps): Express {
  const { config, log } = deps;
  const { oidc } = config;
  const auth = createAuth({ ...config, peopleSecret: oidc?.clientSecret });
  /** Whoever wants what belongs to somebody passes here. */
  const admit = createAdmission(auth, deps.limits);
  const parts = {
    ...deps,
    auth,
    store: limitStore(deps.store),
    view: sayingEngineIsAway(createTaskView(config), deps.engineIsAway),
  };
  const routes = [
    ...createDeckRoutes(parts),
    ...createTaskRoutes(parts),
    ...createTasksRoutes(parts),
    ...createScriptRoutes(parts),
    ...createReviseRoutes(parts),
    ...createPreviewRevisionRoutes(parts),
    ...createFileRoutes(parts),
    ...createShareRoutes(parts),
    ...createSharedRoutes(parts),
    ...createVoiceRoutes(parts),
    ...createSpeechRoutes(parts),
    ...createPresenterRoutes(parts),
    ...createProviderRoutes(parts),
    ...createLimitsRoutes(parts),
    ...createBudgetRoutes(parts),
    ...createEstimateRoutes(parts),
    ...createLexiconRoutes(parts),
    ...createSessionRoutes({
      auth,
      ...(oidc && { elsewhere: { name: oidc.name, url: OIDC_BEGIN, endUrl: OIDC_END } }),
    }),
    ...(oidc ? createSignInElsewhere({ oidc: createOidc(oidc, config.publicUrl), auth, log }) : []),
    ...createHealthRoutes(parts),
  ];

  const app = express();
  app.set('query parser', 'simple');
  app.set('trust proxy', config.trustedProxies);
  const https = config.publicUrl.startsWith('https:');
  const [own, embedded] = [securityHeaders(https, false), securityHeaders(https, true)];
  app.use((req, res, next) => {
    const isShared = /^\/s\/[\w-]+$/.test(req.path);
    if (isShared) res.set('X-Robots-Tag', 'noindex');
    (isShared && req.query['embed'] === '1' ? embedded : own)(req, res, next);
  });
  const { uiUrl: consoleUrl, payloadKeys } = config.temporal;
  app.use('/codec', createCodecEndpoint({ keys: payloadKeys, consoleUrl, admit }));
  app.use((req, _res, next) => {
    auth.guard(req);
    next();
  });
  mount(app, routes, admit);
  app.use(
    createDocs(
      describeApi(
        routes.map(({ operation }) => operation),
        config.publicUrl,
      ),
    ),
  );
  app.use(createStaticPages(deps.webDir));
  app.use((req) => {
    throw noSuchRoute(req);
  });
  app.use(createErrorHandler(log));
  return app;
}

function mount(app: Express, routes: readonly Route[], admit: Admit): void {
  const address = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1');
  for (const { operation, handle } of routes) {
    app[operation.method](address(operation.path), async (req, res) => {
      observe(operation.id, res);
      if (operation.path.startsWith('/api/')) res.set('Cache-Control', 'no-store');
      await handle(req, res, operation.uncounted ? '' : await admit(scopeOf(operation), req));
    });
  }
  for (const [path, here] of Map.groupBy(routes, ({ operation }) => operation.path)) {
    const allowed = here.map(({ operation }) => operation.method.toUpperCase());
    app.all(address(path), (req, res) => {
      res.set('Allow', [...allowed, ...(allowed.includes('GET') ? ['HEAD'] : [])].join(', '));
      throw refuse(
        'method_not_allowed',
        `${req.method} is not possible here; ${allowed.join(', ')} ${allowed.length > 1 ? 'are' : 'is'}.`,
      );
    });
  }
}

/**
 * Nothing but our own files runs or is shown; no other site may read what is here (no CORS headers at all), or frame it, but for the
 * one page that is made to be framed, a shared video's.
 */
function securityHeaders(https: boolean, framed: boolean) {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        mediaSrc: ["'self'", 'data:', 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: [framed ? '*' : "'none'"],
      },
    },
    frameguard: !framed,
    // Only means something, and only does no harm, where the address is https.
    strictTransportSecurity: https,
    referrerPolicy: { policy: 'same-origin' },
  });
}
