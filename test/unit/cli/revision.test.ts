import { expect, test } from '@jest/globals';
import { revisionFrom } from '../../../cli/revision.ts';

test('flags become what REST takes', async () => {
  expect(await revisionFrom({ slide: '3', text: '', voice: 'nova' })).toEqual({
    change: { slides: [{ number: 3, text: '', voice: { name: 'nova' } }] },
  });
  expect(await revisionFrom({ slide: '3', rate: '0.9' })).toEqual({
    change: { slides: [{ number: 3, voice: { rate: 0.9 } }] },
  });
  expect(await revisionFrom({ options: '{"languages": ["de"]}' })).toEqual({
    change: { options: { languages: ['de'] } },
  });
});

test('what cannot be meant is refused before anything is sent', async () => {
  await expect(revisionFrom({ text: 'Words.' })).rejects.toThrow('Say with --slide which slide changes.');
  await expect(revisionFrom({ slide: '1', deck: 'deck.pptx' })).rejects.toThrow('Send either another deck');
  await expect(revisionFrom({ options: '{' })).rejects.toThrow('--options is not JSON');
});
