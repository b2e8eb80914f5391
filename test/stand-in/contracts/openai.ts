/** OpenAI's requests, exactly as our clients make them. Source of all: openai/openai-openapi, openapi.json 2.3.0 (MIT). */

import { z } from 'zod';

/** Voices of tts-1 and tts-1-hd, then those that only newer models have. Source: the speech guide and the SDK's documentation. */
const OLD_VOICES = ['alloy', 'ash', 'coral', 'echo', 'fable', 'nova', 'onyx', 'sage', 'shimmer'] as const;
const VOICES = [...OLD_VOICES, 'ballad', 'cedar', 'marin', 'verse'] as const;
export const SPEECH_MODELS = ['tts-1', 'tts-1-hd', 'gpt-4o-mini-tts', 'gpt-4o-mini-tts-2025-12-15'] as const;

/** POST /audio/speech. Source: components.schemas.CreateSpeechRequest; the voices' names: VoiceIdsShared and the speech guide. */
export const createSpeech = z
  .strictObject({
    model: z.string(),
    input: z.string().min(1).max(4096),
    voice: z.string(),
    instructions: z.string().max(4096).exactOptional(),
    response_format: z.enum(['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm']).exactOptional(),
    speed: z.number().min(0.25).max(4).exactOptional(),
    stream_format: z.enum(['audio']).exactOptional(),
  })
  .superRefine(({ model, voice, instructions }, context) => {
    const refuse = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
    const isOld = model.startsWith('tts-1');
    const known: readonly string[] = isOld ? OLD_VOICES : VOICES;
    if (!known.includes(voice)) refuse('voice', `Input should be one of: ${known.join(', ')}`);
    // Source: the parameter's description, "Does not work with tts-1 or tts-1-hd".
    if (isOld && instructions !== undefined) refuse('instructions', `not supported with ${model}`);
  });

/** Source: InputTextContent. */
const inputText = z.strictObject({ type: z.literal('input_text'), text: z.string() });

/** Source: InputImageContent; which bytes are read: the images guide (png, jpeg, gif, webp). */
const inputImage = z.strictObject({
  type: z.literal('input_image'),
  detail: z.enum(['low', 'high', 'auto', 'original']),
  image_url: z
    .string()
    .refine((url) => isPublicUrl(url) || isPicture(url), 'Expected a public URL, or a data URL with a valid image.'),
});

/** Source: EasyInputMessage. */
const inputMessage = z.strictObject({
  type: z.literal('message').exactOptional(),
  role: z.enum(['user', 'assistant', 'system', 'developer']),
  content: z.union([z.string(), z.array(z.discriminatedUnion('type', [inputText, inputImage])).min(1)]),
});

/** Source: TextResponseFormatJsonSchema; the rules of strict schemas: the guide to structured outputs. */
const jsonSchemaFormat = z
  .strictObject({
    type: z.literal('json_schema'),
    name: z.string().regex(/^[\w-]{1,64}$/),
    description: z.string().exactOptional(),
    schema: z.record(z.string(), z.unknown()),
    strict: z.boolean().exactOptional(),
  })
  .superRefine(({ schema, strict }, context) => {
    if (strict !== true) return;
    for (const message of strictSchemaMistakes(schema)) context.addIssue({ code: 'custom', path: ['schema'], message });
  });

/** POST /responses. Source: CreateResponse (CreateModelResponseProperties, ResponseProperties); no streaming, no tools. */
export const createResponse = z
  .strictObject({
    model: z.string(),
    input: z.union([z.string().min(1), z.array(inputMessage).min(1)]),
    instructions: z.string().exactOptional(),
    text: z
      .strictObject({
        format: z.union([z.strictObject({ type: z.literal('text') }), jsonSchemaFormat]).exactOptional(),
        verbosity: z.enum(['low', 'medium', 'high']).exactOptional(),
      })
      .exactOptional(),
    reasoning: z
      .strictObject({ effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']).exactOptional() })
      .exactOptional(),
    max_output_tokens: z.int().min(16).exactOptional(),
    temperature: z.number().min(0).max(2).exactOptional(),
    top_p: z.number().min(0).max(1).exactOptional(),
    store: z.boolean().exactOptional(),
    stream: z.literal(false).exactOptional(),
    metadata: z.record(z.string().max(64), z.string().max(512)).exactOptional(),
    prompt_cache_key: z.string().exactOptional(),
    safety_identifier: z.string().max(64).exactOptional(),
    service_tier: z.enum(['auto', 'default', 'flex', 'priority']).exactOptional(),
  })
  .superRefine(({ model, temperature, top_p: topP, reasoning }, context) => {
    const refuse = (path: string): void =>
      context.addIssue({ code: 'custom', path: [path], message: `'${path}' is not supported with this model.` });
    // Seen in public reports: reasoning models refuse both unless 1, others refuse reasoning.
    if (isReasoning(model)) {
      if ((temperature ?? 1) !== 1) refuse('temperature');
      if ((topP ?? 1) !== 1) refuse('top_p');
    } else if (reasoning !== undefined) refuse('reasoning');
  });

export type CreateSpeech = z.infer<typeof createSpeech>;
export type CreateResponse = z.infer<typeof createResponse>;

export const isReasoning = (model: string): boolean => /^(o\d|gpt-[5-9])/.test(model);

const isPublicUrl = (url: string): boolean =>
  url.startsWith('https://') && !/^https:\/\/(localhost|127\.|10\.|192\.168\.|\[)/.test(url);

const SIGNATURES: Record<string, (bytes: Buffer) => boolean> = {
  png: (bytes) => bytes.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')),
  jpeg: (bytes) => bytes[0] === 0xff && bytes[1] === 0xd8,
  gif: (bytes) => bytes.toString('latin1', 0, 4) === 'GIF8',
  webp: (bytes) => bytes.toString('latin1', 8, 12) === 'WEBP',
};

/** The bytes must be what the data URL says. */
function isPicture(url: string): boolean {
  const found = /^data:image\/(png|jpeg|gif|webp);base64,/.exec(url);
  return SIGNATURES[found?.[1] ?? '']?.(Buffer.from(url.slice(found?.[0].length), 'base64')) ?? false;
}

/** Source: the guide to structured outputs: every object closed and every property required, at every level. */
function strictSchemaMistakes(schema: unknown, path = 'schema'): string[] {
  if (Array.isArray(schema)) return schema.flatMap((part, at) => strictSchemaMistakes(part, `${path}.${at}`));
  const { data: fields } = z.record(z.string(), z.unknown()).safeParse(schema);
  if (!fields) return [];
  const mistakes = Object.entries(fields).flatMap(([name, field]) => strictSchemaMistakes(field, `${path}.${name}`));
  if (fields['type'] !== 'object') return mistakes;
  const properties = Object.keys(z.record(z.string(), z.unknown()).catch({}).parse(fields['properties']));
  const required = z.array(z.string()).catch([]).parse(fields['required']);
  if (fields['additionalProperties'] !== false) mistakes.push(`${path}: 'additionalProperties' must be false`);
  const missing = properties.filter((name) => !required.includes(name));
  if (missing.length > 0) mistakes.push(`${path}: 'required' must include ${missing.join(', ')}`);
  return mistakes;
}
