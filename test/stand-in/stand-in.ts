/** The three vendors in one process of ours, at their own contracts, so that the shipped clients run against it unchanged. */

import express from 'express';
import { listen } from '../../api/server.ts';
import type { Tier } from './elevenlabs-catalog.ts';
import { createElevenLabs } from './elevenlabs.ts';
import { createTally, type Counters } from './counters.ts';
import type { PlanLimits } from './exchange.ts';
import { createFaultDraw, faultRules, type FaultRules } from './faults.ts';
import { createJobs } from './heygen-jobs.ts';
import { createHeyGen } from './heygen.ts';
import { createOpenAi, type Respond } from './openai.ts';
import { createSpeak } from './speech.ts';
import type { Vendor } from './vendor-error.ts';

export interface StandInOptions {
  /** 0 = any free one, the default. */
  port?: number;
  /** What chance depends on. */
  seed?: string;
  faults?: FaultRules;
  /** `spoken` by espeak-ng, the default, or `tone`: as long, for a fraction of the work. */
  audio?: 'spoken' | 'tone';
  /** 1 = as slow as in real life; by default at once. */
  latencyScale?: number;
  /** How long HeyGen takes for a video: 1 = 5 to 15 minutes; by default as long as drawing it takes. */
  renderScale?: number;
  /** Of links to finished videos; 7 days by default. */
  linkLifetimeMs?: number;
  /** What the plans allow; by default what a paying beginner has. */
  limits?: Partial<Record<Vendor, PlanLimits>>;
  /** ElevenLabs' plan; `creator` by default. */
  tier?: Tier;
  /** Of what ElevenLabs' price list says, so much is charged; 1 by default. */
  creditShare?: number;
  /** Answers POST /v1/responses in the writer's place, unless with undefined. */
  respond?: Respond;
}

export interface StandIn {
  url: string;
  baseUrls: Record<Vendor, string>;
  /** For the environment of our processes: base URLs, keys that open nothing, and the patience that its videos need. */
  env: Record<string, string>;
  counters(): Counters;
  setFaults(rules: FaultRules): void;
  /** Forgets what was counted. */
  reset(): void;
  close(): Promise<void>;
}

/** Source: the vendors' pages on limits; OpenAI's first paid tier, ElevenLabs' Creator plan. */
const USUAL_LIMITS: Record<Vendor, PlanLimits> = {
  openai: { perMinute: 500 },
  elevenlabs: { concurrent: 5 },
  heygen: { concurrent: 10 },
};

/** After how long a video is stuck: drawn at once, it takes seconds, several in a row a minute; in real life, ours is 40 (config.ts). */
const LONGEST_MINUTES = { drawn: 2, real: 40 };
/** Source: HeyGen's documentation. */
const LINK_LIFETIME_MS = 7 * 24 * 3_600_000;

/** Resolves once it listens, on this machine only. */
export async function startStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const { seed = 'stand-in', renderScale = 0 } = options;
  const tally = createTally();
  const faults = createFaultDraw(seed, options.faults ?? {});
  const jobs = createJobs({ tally, seed, renderScale });
  const deps = {
    tally,
    faults,
    limits: { ...USUAL_LIMITS, ...options.limits },
    latencyScale: options.latencyScale ?? 0,
    speak: createSpeak(options.audio ?? 'spoken'),
  };
  const reset = (): void => {
    tally.reset();
    faults.reset();
  };
  const app = express();
  app.disable('x-powered-by');
  app.use('/openai', createOpenAi({ ...deps, respond: options.respond ?? (() => undefined) }));
  app.use(
    '/elevenlabs',
    createElevenLabs({
      ...deps,
      tier: options.tier ?? 'creator',
      creditShare: options.creditShare ?? 1,
      baseUrl: () => baseUrls.elevenlabs,
    }),
  );
  app.use(
    '/heygen',
    createHeyGen({
      ...deps,
      jobs,
      seed,
      linkLifetimeMs: options.linkLifetimeMs ?? LINK_LIFETIME_MS,
      baseUrl: () => baseUrls.heygen,
    }),
  );
  app.get('/_stand-in/counters', (_, res) => {
    res.json(tally.read());
  });
  app.post('/_stand-in/faults', express.json(), (req, res) => {
    faults.set(faultRules.parse(req.body));
    res.json({ ok: true });
  });
  app.post('/_stand-in/reset', (_, res) => {
    reset();
    res.json({ ok: true });
  });
  const server = await listen(app, { host: '127.0.0.1', port: options.port ?? 0 });
  const url = `http://127.0.0.1:${server.port}`;
  const baseUrls = { openai: `${url}/openai/v1`, elevenlabs: `${url}/elevenlabs`, heygen: `${url}/heygen` };
  return {
    url,
    baseUrls,
    env: {
      OPENAI_BASE_URL: baseUrls.openai,
      OPENAI_API_KEY: 'sk-stand-in-openai',
      ELEVENLABS_BASE_URL: baseUrls.elevenlabs,
      ELEVENLABS_API_KEY: 'stand-in-elevenlabs',
      HEYGEN_BASE_URL: baseUrls.heygen,
      HEYGEN_API_KEY: 'stand-in-heygen',
      HEYGEN_LONGEST_MINUTES: String(Math.max(LONGEST_MINUTES.drawn, LONGEST_MINUTES.real * renderScale)),
    },
    counters: () => tally.read(),
    setFaults: (rules) => faults.set(rules),
    reset,
    close: async () => {
      await server.close(0);
      await jobs.close();
    },
  };
}
