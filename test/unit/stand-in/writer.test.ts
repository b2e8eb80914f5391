/** The stand-in's writer against what our own writers ask: every question is answered so that it can be used. */

import { expect, test } from '@jest/globals';
import { dialogueRequest } from '../../../activities/script/ai-dialogue.ts';
import { draftRequest } from '../../../activities/script/ai-draft.ts';
import { outlineRequest } from '../../../activities/script/ai-outline.ts';
import { translationRequest } from '../../../activities/script/ai-translation.ts';
import type { Question } from '../../../activities/script/writer.ts';
import type { Slide } from '../../../domain/index.ts';
import { createResponse, type CreateResponse } from '../../stand-in/contracts/openai.ts';
import { write } from '../../stand-in/writer.ts';

const slide = (number: number, title: string, text: string, notes = ''): Slide => ({
  number,
  title,
  hidden: false,
  notes,
  body: [{ kind: 'text', text, level: 0 }],
});
const slides = [
  slide(2, 'Harbours of the north', 'Ships wait for the tide\nTwelve ports have no lock'),
  slide(
    3,
    'Storms in autumn',
    'Most storms close the port for 3 days',
    'Tell the story of 1953, when the gates broke.',
  ),
];

const asked = ({ name, instructions, material, schema }: Question): CreateResponse =>
  createResponse.parse({
    model: 'gpt-5-mini',
    instructions,
    input: [{ role: 'user', content: [{ type: 'input_text', text: material }] }],
    text: { format: { type: 'json_schema', name, strict: true, schema } },
  });
const answer = (question: Question, inWrongLanguage = false) => write(asked(question), { inWrongLanguage });

test('an outline has every slide, under its own number, in its own words', async () => {
  const request = outlineRequest(slides, 'en', {});
  const outline = await request.read(await answer(request.question));
  expect(outline.slides).toEqual([
    { number: 2, summary: 'Harbours of the north.' },
    { number: 3, summary: 'Storms in autumn.' },
  ]);
});

const alone = { isFirst: false, isLast: false, around: [{ number: 2, says: 'Whales sing in the dark sea.' }] };

test('a narration speaks of its own slide alone', async () => {
  const [, storms] = slides;
  if (!storms) throw new Error('there are two slides');
  const request = draftRequest(storms, { ...alone, language: 'en' }, {});
  expect(await request.read(await answer(request.question))).toBe(
    'Storms in autumn. Most storms close the port for 3 days. Tell the story of 1953, when the gates broke.',
  );
});

test.each(['en', 'de', 'fr', 'ja'])(
  'a narration in %s is of the length asked for, in that language',
  async (language) => {
    const [harbours] = slides;
    if (!harbours) throw new Error('there are two slides');
    const request = draftRequest(harbours, { ...alone, language }, { script: { secondsPerSlide: 25 } });
    const text = await request.read(await answer(request.question));
    expect(request.shortcoming?.(text)).toBeUndefined();
    const wrong = await answer(request.question, true);
    await expect(Promise.resolve().then(() => request.read(wrong))).rejects.toThrow('The answer was not in');
  },
);

test('a translation keeps what directs the voice and what has a pronunciation', async () => {
  const request = translationRequest({
    slide: 2,
    text: 'Ships wait [pause 1s] for the tide in Bergen. Kubernetes is not a ship.',
    from: 'en',
    to: 'fr',
    around: [],
    lexicon: [{ word: 'Kubernetes', say: 'koo ber net ees' }],
  });
  const text = await request.read(await answer(request.question));
  expect(text).toContain('[pause 1s]');
  expect(text).toContain('Kubernetes');
});

test('a dialogue goes slide by slide, and both speak', async () => {
  const says = 'Ships wait for the tide. Twelve ports have no lock.';
  const told = [2, 3].map((number) => ({ number, title: 'Harbours', says }));
  const request = dialogueRequest({ language: 'en', title: 'Ports', slides: told, sources: [says, 'Harbours'] });
  const turns = await request.read(await answer(request.question));
  expect(turns.map((turn) => `${turn.slide} ${turn.speaker}`)).toEqual(['2 host', '2 guest', '3 host', '3 guest']);
});
