/** What a task can be asked for. */

import { z } from 'zod';
import type { TaskOptions } from '../../domain/index.ts';
import { languageSchema } from './language.ts';

const voiceChoiceSchema = z.strictObject({
  provider: z.enum(['offline', 'openai', 'elevenlabs']).exactOptional(),
  name: z.string().min(1).max(200).exactOptional().meta({ description: 'A name from GET /api/voices' }),
  model: z.string().min(1).max(200).exactOptional(),
  rate: z.number().min(0.5).max(2).exactOptional().meta({ description: 'A factor, 1 = the voice’s own speed' }),
});

export const optionsSchema = z.strictObject({
  script: z
    .strictObject({
      mode: z.enum(['notes', 'ai', 'auto']).exactOptional(),
      emptySlides: z
        .strictObject({
          policy: z.enum(['hold', 'skip', 'write']).exactOptional(),
          seconds: z.number().min(0.5).max(600).exactOptional(),
        })
        .exactOptional(),
      tone: z.string().max(500).exactOptional(),
      audience: z.string().max(500).exactOptional(),
      secondsPerSlide: z.number().min(1).max(600).exactOptional(),
    })
    .exactOptional(),
  voice: voiceChoiceSchema.exactOptional(),
  languages: z.array(languageSchema).min(1).max(20).exactOptional(),
  subtitles: z
    .strictObject({
      languages: z.array(languageSchema).min(1).max(20).exactOptional(),
      burnIn: z.boolean().exactOptional(),
    })
    .exactOptional(),
  presenter: z
    .strictObject({
      provider: z.enum(['offline', 'heygen']).exactOptional(),
      name: z.string().min(1).max(200).exactOptional(),
      layout: z.enum(['corner', 'beside']).exactOptional(),
      shape: z.enum(['circle', 'rectangle']).exactOptional(),
      slides: z.array(z.int().min(1)).max(1000).exactOptional(),
    })
    .exactOptional(),
  output: z
    .strictObject({
      resolution: z.enum(['720p', '1080p', '2160p']).exactOptional(),
      aspect: z.enum(['16:9', '9:16', '4:3']).exactOptional(),
      fps: z.literal([25, 30]).exactOptional(),
    })
    .exactOptional(),
  podcast: z.strictObject({ speakers: z.int().min(1).max(2).exactOptional() }).exactOptional(),
  review: z.boolean().exactOptional().meta({ description: 'Wait for a person’s approval of the script' }),
  budget: z.strictObject({ cents: z.number().min(0) }).exactOptional(),
  hiddenSlides: z.enum(['skip', 'keep']).exactOptional(),
  onProviderFailure: z.enum(['wait', 'otherVoice', 'fail']).exactOptional(),
  onUnknownOutcome: z.enum(['retry', 'hold']).exactOptional(),
}) satisfies z.ZodType<TaskOptions>;
