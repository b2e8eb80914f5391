/** One answer of each kind that the stand-in gives. */

import { z } from 'zod';
import { startStandIn } from './stand-in.ts';
import { createSpeak, SPEECH_RATE } from './speech.ts';
import { writeSound } from './sound-format.ts';

export type SampleAnswers = Awaited<ReturnType<typeof sampleAnswers>>;

export async function sampleAnswers() {
  const standIn = await startStandIn({ audio: 'tone' });
  const { openai, elevenlabs, heygen } = standIn.baseUrls;
  const keys = { Authorization: 'Bearer any', 'xi-api-key': 'any', 'X-Api-Key': 'any' };
  const get = async (
    url: string,
    init: { method?: string; body?: string | FormData; json?: true } = {},
  ): Promise<unknown> => {
    const { json, ...rest } = init;
    const headers = json ? { ...keys, 'Content-Type': 'application/json' } : keys;
    return (await fetch(url, { ...rest, headers })).json();
  };
  const post = (url: string, body: unknown) => get(url, { method: 'POST', body: JSON.stringify(body), json: true });

  try {
    const elevenlabsVoices = await get(`${elevenlabs}/v2/voices`);
    const { voices } = z.object({ voices: z.array(z.object({ voice_id: z.string() })) }).parse(elevenlabsVoices);
    const speech = `${elevenlabs}/v1/text-to-speech/${voices[1]?.voice_id ?? ''}/with-timestamps`;

    const spoken = await createSpeak('tone')({ text: 'Hello.', voice: 'any', speed: 1 });
    const { bytes } = await writeSound(spoken, { name: 'wav', rate: SPEECH_RATE });
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(bytes)]), 'narration.wav');
    const heygenAsset = await get(`${heygen}/v3/assets`, { method: 'POST', body: form });
    const { data: asset } = z.object({ data: z.object({ asset_id: z.string() }) }).parse(heygenAsset);
    const order = { type: 'avatar', avatar_id: 'annie_office_front', audio_asset_id: asset.asset_id, title: 'sample' };
    const heygenOrder = await post(`${heygen}/v3/videos`, order);
    const { data: ordered } = z.object({ data: z.object({ video_id: z.string() }) }).parse(heygenOrder);
    const video = `${heygen}/v3/videos/${ordered.video_id}`;

    return {
      openaiModels: await get(`${openai}/models`),
      openaiResponse: await post(`${openai}/responses`, { model: 'gpt-5-mini', input: 'Ships wait for the tide.' }),
      openaiError: await post(`${openai}/responses`, { model: 'gpt-5-mini' }),
      elevenlabsVoices,
      elevenlabsModel: z.array(z.unknown()).parse(await get(`${elevenlabs}/v1/models`))[0],
      elevenlabsSubscription: await get(`${elevenlabs}/v1/user/subscription`),
      elevenlabsTimestamps: await post(speech, { text: 'Ships wait.' }),
      elevenlabsMistake: await post(speech, { text: '' }),
      heygenAsset,
      heygenOrder,
      heygenVideo: await get(video),
      heygenVideos: await get(`${heygen}/v3/videos`),
      heygenAvatars: await get(`${heygen}/v3/avatars`),
      heygenLooks: await get(`${heygen}/v3/avatars/looks`),
      heygenVoices: await get(`${heygen}/v3/voices`),
      heygenMe: await get(`${heygen}/v3/users/me`),
      heygenDeleted: await get(video, { method: 'DELETE' }),
    };
  } finally {
    await standIn.close();
  }
}
