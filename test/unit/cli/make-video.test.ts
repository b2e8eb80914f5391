import { expect, test } from '@jest/globals';
import { outputFolder, report } from '../../../cli/make-video.ts';

const task = {
  id: 't1',
  name: 'Lecture 3.pptx',
  status: 'completed',
  stage: 'done',
  percent: 100,
  slides: [],
  cost: { cents: 0, upToCents: 0 },
  warnings: [],
  outputs: [],
  links: { self: 'http://here/api/tasks/t1', console: 'http://console/t1' },
  createdAt: '2026-01-01T00:00:00.000Z',
} as const;
const mutable = { ...task, slides: [], warnings: [], outputs: [] };

test('every deck has an output folder of its name', () => {
  expect(outputFolder('/out', 'Lecture 3.v2.pptx')).toBe('/out/Lecture 3.v2');
});

test('a finished task names its files', () => {
  expect(report({ task: mutable, files: ['/out/Lecture 3/video.mp4'] })).toBe('Finished:\n  /out/Lecture 3/video.mp4');
});

test('a failed task gives the slide, the reason and the code, after what was to be noted', () => {
  const failed = {
    ...mutable,
    status: 'failed' as const,
    warnings: [{ code: 'slides_held', message: 'Slide 2 has no notes.', slide: 2 }],
    error: { code: 'voice_failed', message: 'The voice fell silent.', slide: 3 },
  };
  expect(report({ task: failed, files: [] })).toBe(
    'Note (slide 2): Slide 2 has no notes.\nFailed at slide 3: The voice fell silent. (voice_failed)',
  );
});
