/**
 * Lets the Temporal console show what PAYLOAD_KEY encrypts: the console's page, in the browser of somebody who may see it, sends payloads
 * here and gets them readable (https://docs.temporal.io/codec-server). No part of the API: it speaks Temporal's protocol.
 */

import express, { type Request, type Router } from 'express';
import { z } from 'zod';
import { createPayloadCodec, type PayloadKey } from '../platform/payload-codec.ts';
import { refuse } from './problems.ts';

/** A page of history events with their payloads. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

const payloadsSchema = z.object({
  payloads: z.array(
    z.object({
      metadata: z.record(z.string(), z.base64()).optional(),
      data: z.base64().optional(),
    }),
  ),
});

/** @param consoleUrl the one foreign page that may ask through a browser. */
export function createCodecEndpoint({
  keys,
  consoleUrl,
  admit,
}: {
  keys: readonly PayloadKey[];
  consoleUrl: string;
  admit: (scope: 'operator', req: Request) => Promise<unknown>;
}): Router {
  const router = express.Router();
  if (keys.length === 0) return router;
  const codec = createPayloadCodec(keys);
  const consoleOrigin = new URL(consoleUrl).origin;

  router.use((req, res, next) => {
    const origin = req.get('origin');
    if (origin !== undefined && origin !== consoleOrigin) {
      throw refuse('cross_site', 'Only the Temporal console may ask for this through a browser.');
    }
    res.set({
      'Access-Control-Allow-Origin': consoleOrigin,
      'Access-Control-Allow-Credentials': 'true',
      'Access-Control-Allow-Headers': 'Content-Type, Authorization, X-Namespace',
      'Access-Control-Allow-Methods': 'POST',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'Cache-Control': 'no-store',
      Vary: 'Origin',
    });
    if (req.method === 'OPTIONS') res.sendStatus(204);
    else next();
  });
  // Before the body is read: what everybody's tasks hold is for the operator alone.
  router.use(async (req, _res, next) => {
    await admit('operator', req);
    next();
  });
  router.post('/decode', express.json({ limit: MAX_BODY_BYTES }), async (req, res) => {
    const parsed = payloadsSchema.safeParse(req.body);
    if (!parsed.success) throw refuse('invalid_body', 'Send payloads as Temporal’s console does.');
    const decoded = await codec.decode(
      parsed.data.payloads.map(({ metadata = {}, data = '' }) => ({
        metadata: Object.fromEntries(
          Object.entries(metadata).map(([name, value]) => [name, Buffer.from(value, 'base64')]),
        ),
        data: Buffer.from(data, 'base64'),
      })),
    );
    res.json({
      payloads: decoded.map(({ metadata, data }) => ({
        metadata: Object.fromEntries(
          Object.entries(metadata ?? {}).map(([name, value]) => [name, Buffer.from(value).toString('base64')]),
        ),
        data: Buffer.from(data ?? []).toString('base64'),
      })),
    });
  });
  return router;
}
