/** ElevenLabs' requests, exactly as our clients make them. Source: ElevenLabs' openapi.json as mirrored in tryAGI/ElevenLabs. */

import { z } from 'zod';

/** Source: VoiceSettingsResponseModel; the range of `speed`: the documentation of voice settings. */
const voiceSettings = z.strictObject({
  stability: z.number().min(0).max(1).exactOptional(),
  similarity_boost: z.number().min(0).max(1).exactOptional(),
  style: z.number().min(0).max(1).exactOptional(),
  use_speaker_boost: z.boolean().exactOptional(),
  speed: z.number().min(0.7).max(1.2).exactOptional(),
});

/**
 * Body of POST /v1/text-to-speech/{voice_id} and …/with-timestamps. Sources: Body_text_to_speech_full,
 * Body_text_to_speech_full_with_timestamps. The vendor passes over what it does not know; a client of ours sends no such thing.
 */
export const textToSpeech = z.strictObject({
  text: z.string().min(1),
  model_id: z.string().exactOptional(),
  language_code: z.string().exactOptional(),
  voice_settings: voiceSettings.exactOptional(),
  seed: z.int().min(0).max(4_294_967_295).exactOptional(),
  previous_text: z.string().exactOptional(),
  next_text: z.string().exactOptional(),
  apply_text_normalization: z.enum(['auto', 'on', 'off']).exactOptional(),
});

const OUTPUT_FORMATS = [
  ...['mp3_22050_32', 'mp3_24000_48', 'mp3_44100_32', 'mp3_44100_64', 'mp3_44100_96', 'mp3_44100_128', 'mp3_44100_192'],
  ...['pcm_8000', 'pcm_16000', 'pcm_22050', 'pcm_24000', 'pcm_32000', 'pcm_44100', 'pcm_48000'],
  ...['wav_8000', 'wav_16000', 'wav_22050', 'wav_24000', 'wav_32000', 'wav_44100', 'wav_48000'],
  ...['opus_48000_32', 'opus_48000_64', 'opus_48000_96', 'opus_48000_128', 'opus_48000_192', 'ulaw_8000', 'alaw_8000'],
];

const flag = z.enum(['true', 'false']);

/** Query of the same. Source: their parameters. */
export const textToSpeechQuery = z.strictObject({
  output_format: z.enum(OUTPUT_FORMATS).default('mp3_44100_128'),
  enable_logging: flag.exactOptional(),
});

/** Query of GET /v2/voices. Source: its parameters; the most a page holds: the SDK's documentation. */
export const voicesQuery = z.strictObject({
  page_size: z.coerce.number().int().min(1).max(100).default(10),
  next_page_token: z.string().exactOptional(),
  search: z.string().exactOptional(),
  sort: z.enum(['created_at_unix', 'name']).exactOptional(),
  sort_direction: z.enum(['asc', 'desc']).exactOptional(),
  voice_type: z.string().exactOptional(),
  category: z.string().exactOptional(),
  include_total_count: flag.exactOptional(),
});

/** Query of GET /v1/history. Not in the cut-outs; source: HistoryListRequest of @elevenlabs/elevenlabs-js 2.73. */
export const historyQuery = z.strictObject({
  page_size: z.coerce.number().int().min(1).max(1000).default(100),
  start_after_history_item_id: z.string().exactOptional(),
  voice_id: z.string().exactOptional(),
  model_id: z.string().exactOptional(),
  date_before_unix: z.coerce.number().exactOptional(),
  date_after_unix: z.coerce.number().exactOptional(),
  sort_direction: z.enum(['asc', 'desc']).exactOptional(),
  search: z.string().exactOptional(),
  source: z.enum(['TTS', 'STS']).exactOptional(),
});
