import { createHash, randomBytes } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import sharp from 'sharp';
import { createEncoder } from '../../activities/adapters/encoder.ts';
import { timesKey } from '../../activities/narration-times.ts';
import { framesToMs, LEAD_MS, pictureSize, type Clip, type Video, type VideoFormat } from '../../domain/index.ts';
import { runCommand } from '../../platform/run-command.ts';
import { likeness } from '../support/picture.ts';
import { drawSlide, speakSound } from '../support/slides.ts';
import { decodeSound, soundOffsetMs } from '../support/sound.ts';
import { openVideoLine, type VideoLine } from '../support/video-line.ts';

// ffmpeg starts some fifty times; a busy machine gives it a tenth of a core.
jest.setTimeout(180_000);

const FORMAT: VideoFormat = { width: 640, height: 360, fps: 30 };
const KINDS = ['text', 'photo', 'chart'] as const;
const CAPTIONS = { captions: { language: 'de' } };
let folder: string;
let line: VideoLine;
let clips: Clip[];
let video: Video;
let file: string;
const png = (slide: number): string => join(folder, `${slide}.png`);
const wav = (slide: number): string => join(folder, `${slide}.wav`);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slidespeaker-test-'));
  for (const [index, kind] of KINDS.entries()) await drawSlide(png(index + 1), index + 1, kind, FORMAT);
  await speakSound(wav(1), 1, 5);
  await speakSound(wav(2), 2, 3);
  line = await openVideoLine(FORMAT);
  clips = [
    await line.clip({
      picture: await line.picture(1, png(1)),
      narration: await line.narration(1, wav(1), 'Erster Satz.'),
    }),
    await line.clip({
      picture: await line.picture(2, png(2)),
      narration: await line.narration(2, wav(2), 'Zweiter Satz.'),
    }),
    await line.clip({ picture: await line.picture(3, png(3)), holdMs: 4_000 }),
  ];
  video = await line.join(clips, ['Zellen — Überblick', '', '終わり']);
  file = await line.artifacts.file(video.key);
});

afterAll(async () => {
  await line.close();
  await rm(folder, { recursive: true, force: true });
});

const startOf = (index: number): number => clips.slice(0, index).reduce((sum, clip) => sum + clip.frames, 0);
const ffprobe = async (...args: string[]): Promise<string> =>
  (await runCommand('ffprobe', ['-v', 'error', ...args, file], { signal: line.run.signal, timeoutMs: 60_000 })).stdout
    .toString()
    .trim();

test('the joined video is what it was to be, and decodes without a single error', async () => {
  await line.check(video, clips);
  const { stderr } = await runCommand(
    'ffmpeg',
    ['-nostdin', '-v', 'error', '-xerror', '-i', file, '-map', '0:v', '-map', '0:a', '-f', 'null', '-'],
    {
      signal: line.run.signal,
      timeoutMs: 60_000,
    },
  );
  expect(stderr).toBe('');
});

test('every picture lasts exactly as long as the next', async () => {
  const packets = (
    await ffprobe('-select_streams', 'v', '-show_entries', 'packet=pts,duration', '-of', 'csv=p=0')
  ).split('\n');
  expect(packets.length).toBe(video.frames);
  packets.forEach((packet, index) => expect(packet.startsWith(`${index * 1600},1600`)).toBe(true));
});

test('each slide is on screen, true to its picture, from its first frame to its last', async () => {
  for (const index of clips.keys()) {
    const last = startOf(index) + (clips[index]?.frames ?? 0) - 1;
    for (const frame of [startOf(index), last]) {
      const { psnrDb, ssim } = await likeness(file, frame, png(index + 1));
      expect(psnrDb).toBeGreaterThanOrEqual(45);
      expect(ssim).toBeGreaterThanOrEqual(0.98);
    }
  }
});

test('chapters are the slides, named by their titles', async () => {
  const chapters = await ffprobe(
    '-show_chapters',
    '-show_entries',
    'chapter=start:chapter_tags=title',
    '-of',
    'csv=p=0',
  );
  expect(chapters.split('\n')).toEqual([
    '0,Zellen — Überblick',
    `${startOf(1) * 1600},Slide 2`,
    `${startOf(2) * 1600},終わり`,
  ]);
});

test('the file says its language and colours, holds no date, and can be played while it loads', async () => {
  const streams = await ffprobe(
    '-show_entries',
    'stream=codec_name,color_space,color_primaries,color_transfer,color_range:stream_tags=language',
    '-of',
    'csv=p=0',
  );
  expect(streams).toContain('h264,tv,bt709,bt709,bt709');
  expect(streams).toContain('aac,deu');
  expect(streams).toContain('mov_text,deu');
  expect(await ffprobe('-show_entries', 'format_tags=creation_time', '-of', 'csv=p=0')).toBe('');
  const head = (await readFile(file)).subarray(0, 200).toString('latin1');
  expect(head.indexOf('moov')).toBeGreaterThan(0);
});

test('a subtitle appears with its sentence', () => {
  const srt = execFileSync('ffmpeg', [
    '-nostdin',
    '-v',
    'error',
    '-i',
    file,
    '-map',
    '0:s',
    '-f',
    'srt',
    '-',
  ]).toString();
  const startMs = framesToMs(startOf(1), 30) + LEAD_MS;
  expect(srt).toContain('Zweiter Satz.');
  expect(srt).toContain(`00:00:${(startMs / 1000).toFixed(3).padStart(6, '0').replace('.', ',')} -->`);
});

test('narrations are equally loud, and a held slide is digital silence', async () => {
  for (const index of [0, 1]) {
    const from = (framesToMs(startOf(index), 30) / 1000).toFixed(6);
    const length = (framesToMs(clips[index]?.frames ?? 0, 30) / 1000).toFixed(6);
    const { stderr } = await runCommand(
      'ffmpeg',
      [
        '-nostdin',
        '-hide_banner',
        '-nostats',
        '-ss',
        from,
        '-t',
        length,
        '-i',
        file,
        '-vn',
        '-af',
        'ebur128=framelog=verbose',
        '-f',
        'null',
        '-',
      ],
      { signal: line.run.signal, timeoutMs: 60_000 },
    );
    expect(Math.abs(Number(/I:\s+(-[\d.]+) LUFS/.exec(stderr)?.[1]) + 16)).toBeLessThanOrEqual(0.5);
  }
  const held = decodeSound(file, framesToMs(startOf(2), 30), 4);
  expect(held.length).toBeGreaterThan(150_000);
  expect(held.every((sample) => sample === 0)).toBe(true);
});

test('at the last of 200 slides sound and picture are together to the millisecond, and the subtitle within 40 ms', async () => {
  const many = Array.from({ length: 200 }, (_, index): Clip => ({
    ...(clips[index % 2] ?? { key: '', frames: 0 }),
    slide: index + 1,
  }));
  const long = await line.join(many);
  await line.check(long, many);
  const lastStartMs = framesToMs(
    many.slice(0, -1).reduce((sum, clip) => sum + clip.frames, 0),
    30,
  );
  const place = { video: await line.artifacts.file(long.key), sound: wav(2), expectedMs: lastStartMs + LEAD_MS };
  expect(Math.abs(soundOffsetMs(place))).toBeLessThanOrEqual(1);
  const { psnrDb } = await likeness(place.video, (lastStartMs * 30) / 1000, png(2));
  expect(psnrDb).toBeGreaterThanOrEqual(45);
  const starts = cueStartsMs(place.video);
  expect(starts).toHaveLength(many.length);
  expect(Math.abs((starts.at(-1) ?? 0) - place.expectedMs)).toBeLessThanOrEqual(40);
});

test('the same slides make the same bytes', async () => {
  const other = await openVideoLine(FORMAT);
  try {
    const again = [
      await other.clip({
        picture: await other.picture(1, png(1)),
        narration: await other.narration(1, wav(1), 'Erster Satz.'),
      }),
      await other.clip({ picture: await other.picture(3, png(3)), holdMs: 4_000 }),
    ];
    expect(again.map(({ key }) => key)).toEqual([clips[0]?.key, clips[2]?.key]);
    for (const { key } of again) {
      const [a, b] = await Promise.all([line, other].map(async ({ artifacts }) => readFile(await artifacts.file(key))));
      expect(sha256(a)).toBe(sha256(b));
    }
  } finally {
    await other.close();
  }
});

test('a slide whose words cannot be heard is named', async () => {
  const silent = join(folder, 'silent.wav');
  execFileSync('ffmpeg', [
    '-nostdin',
    '-v',
    'error',
    '-y',
    '-f',
    'lavfi',
    '-i',
    'anullsrc=r=22050:cl=mono',
    '-t',
    '2',
    silent,
  ]);
  const input = { picture: await line.picture(7, png(1)), narration: await line.narration(7, silent, 'Stille.') };
  await expect(line.clip(input)).rejects.toMatchObject({ code: 'clip_silent', slide: 7 });
});

test('a picture of nothing but noise is as true to itself as any other', async () => {
  const { width, height, fps } = { width: 1920, height: 1080, fps: 30 } as const;
  const noise = join(folder, 'noise.png');
  const pixels = randomBytes(width * height * 3);
  await sharp(pixels, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 1 })
    .toFile(noise);
  const full = await openVideoLine({ width, height, fps });
  try {
    const clip = await full.clip({ picture: await full.picture(1, noise), holdMs: 1_000 });
    const { psnrDb, ssim } = await likeness(await full.artifacts.file(clip.key), 0, noise);
    expect(psnrDb).toBeGreaterThanOrEqual(45);
    expect(ssim).toBeGreaterThanOrEqual(0.98);
  } finally {
    await full.close();
  }
});

test('a picture that is none is named', async () => {
  await writeFile(join(folder, 'broken.png'), 'no picture');
  const input = { picture: await line.picture(8, join(folder, 'broken.png')), holdMs: 1_000 };
  await expect(line.clip(input)).rejects.toMatchObject({ code: 'picture_not_encoded', slide: 8 });
});

test('a clip with a damaged picture is known by it', async () => {
  const whole = await readFile(await line.artifacts.file(clips[1]?.key ?? ''));
  const picture = whole.indexOf('mdat') + 2_000;
  const damaged = join(folder, 'damaged.mp4');
  await writeFile(damaged, whole.fill(0x55, picture, picture + 4_000));
  const measure = line.encoder.measureClip({ file: damaged, durationMs: 3_500, slide: 2, run: line.run });
  await expect(measure).rejects.toMatchObject({ code: 'clip_damaged', slide: 2 });
});

test('a damaged picture among those of a slide on which something moves is known before its clip is kept', async () => {
  const real = createEncoder();
  const layered = jest.spyOn(line.encoder, 'layered').mockImplementationOnce(async (input) => {
    await real.layered(input);
    const whole = await readFile(input.file);
    whole.subarray(-400, -200).fill(0x55);
    await writeFile(input.file, whole);
  });
  const narration = await line.narration(7, wav(1), 'Ein Untertitel.');
  const input = { picture: await line.picture(7, png(1)), narration, ...CAPTIONS };
  await expect(line.clip(input)).rejects.toMatchObject({ code: 'picture_not_encoded', slide: 7 });
  layered.mockRestore();
  expect(await line.clip(input)).toMatchObject({ slide: 7 });
});

test.each([
  ['all of it', {}, { from: 0, to: Infinity }],
  ['a single packet, seconds from its beginning', {}, { from: 180, to: 180 }],
  ['a single packet, seconds from its beginning, under burned-in subtitles', CAPTIONS, { from: 180, to: 180 }],
])(
  'sound that cannot be decoded is known before the clip is kept, and not taken for the picture’s fault: %s',
  async (_, captions, { from, to }) => {
    const narration = await line.narration(9, wav(1), 'Beschädigt.');
    const times = await line.artifacts.file(timesKey(narration.key));
    const sound = await readFile(await line.artifacts.file(narration.key));
    const key = narration.key.replace(/.{4}\.aac$/, '0000.aac');
    // The heads of its packets stay: it is what is in them that makes no sense.
    for (let at = 0, packet = 0; at + 7 < sound.length; packet++, at += packetBytes(sound, at))
      if (packet >= from && packet <= to) sound.fill(0xff, at + 9, at + packetBytes(sound, at));
    await line.artifacts.write(key, (beside) => writeFile(beside, sound));
    await line.artifacts.write(timesKey(key), (beside) => copyFile(times, beside));
    const input = { picture: await line.picture(9, png(1)), narration: { ...narration, key }, ...captions };
    await expect(line.clip(input)).rejects.toMatchObject({ code: 'clip_damaged', slide: 9 });
  },
);

test('words that begin late are heard all the same', async () => {
  const late = join(folder, 'late.wav');
  const delayed = ['-nostdin', '-v', 'error', '-y', '-i', wav(1), '-af', 'adelay=4000:all=1', late];
  execFileSync('ffmpeg', delayed);
  const clip = await line.clip({
    picture: await line.picture(10, png(1)),
    narration: await line.narration(10, late, 'Spät.'),
  });
  expect(await line.artifacts.has(clip.key)).toBe(true);
});

test('a slide whose picture cannot be decoded is named by the finished video, and made again', async () => {
  const [first, second, third] = clips;
  if (!first || !second || !third) throw new Error('there are three clips');
  const clip = { ...second, key: second.key.replace(/.{4}\.mp4$/, '0001.mp4') };
  const whole = await readFile(await line.artifacts.file(second.key));
  const picture = whole.indexOf('mdat') + 2_000;
  await line.artifacts.write(clip.key, (beside) => writeFile(beside, whole.fill(0x55, picture, picture + 4_000)));
  const damaged = await line.join([first, clip, third]);
  await expect(line.check(damaged, [first, clip, third])).rejects.toMatchObject({ code: 'video_damaged', slide: 2 });
  const left = [damaged.key, first.key, clip.key, third.key].map((key) => line.artifacts.has(key));
  expect(await Promise.all(left)).toEqual([false, true, false, true]);
});

test('a damaged clip is not joined, and a damaged video is not called finished', async () => {
  const [first, ...others] = clips;
  if (!first) throw new Error('there is a first clip');
  const key = first.key.replace(/.{4}\.mp4$/, '0000.mp4');
  await line.artifacts.write(key, async (beside) => {
    await copyFile(await line.artifacts.file(first.key), beside);
    await truncate(beside, 20_000);
  });
  await expect(line.join([{ ...first, key }, ...others])).rejects.toMatchObject({ code: 'clip_damaged', slide: 1 });

  const bytes = await readFile(file);
  const copy = async (ending: string, content: Buffer): Promise<Video> => {
    const other = { ...video, key: video.key.replace(/.{4}\.mp4$/, `${ending}.mp4`) };
    await line.artifacts.write(other.key, (beside) => writeFile(beside, content));
    return other;
  };
  const cut = Math.round(bytes.length * 0.7);
  const damaged = await copy('0000', Buffer.concat([bytes.subarray(0, cut), Buffer.alloc(bytes.length - cut)]));
  await expect(line.check(damaged, clips)).rejects.toMatchObject({ code: 'video_damaged' });
  const whole = await copy('0001', bytes);
  await expect(line.check(whole, [...clips].reverse())).rejects.toMatchObject({ code: 'video_damaged' });
});

test.each([
  ['720p', '16:9', 25, '31,1280,720'],
  ['720p', '9:16', 30, '31,720,1280'],
  ['1080p', '4:3', 30, '40,1440,1080'],
  ['2160p', '16:9', 30, '51,3840,2160'],
] as const)(
  '%s in %s at %i pictures a second has the right size and level',
  async (resolution, aspect, fps, expected) => {
    const other = await openVideoLine({ ...pictureSize({ output: { resolution, aspect } }), fps });
    try {
      const held = [
        await other.clip({ picture: await other.picture(1, png(3)), holdMs: 900 }),
        await other.clip({ picture: await other.picture(2, png(1)), holdMs: 900 }),
      ];
      const joined = await other.join(held);
      await other.check(joined, held);
      const args = [
        '-v',
        'error',
        '-select_streams',
        'v',
        '-show_entries',
        'stream=level,width,height',
        '-of',
        'csv=p=0',
      ];
      const shown = execFileSync('ffprobe', [...args, await other.artifacts.file(joined.key)])
        .toString()
        .trim();
      expect(shown.split(',').sort()).toEqual(expected.split(',').sort());
    } finally {
      await other.close();
    }
  },
);

/** When each cue of the subtitles' track begins. */
const cueStartsMs = (film: string): number[] => {
  const srt = execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-i', film, '-map', '0:s:0', '-f', 'srt', '-']);
  return [...srt.toString().matchAll(/^(\d+):(\d+):(\d+),(\d+) -->/gm)].map(
    ([, hours, minutes, seconds, ms]) =>
      ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(ms),
  );
};

const sha256 = (bytes: Buffer | undefined): string =>
  createHash('sha256')
    .update(bytes ?? '')
    .digest('hex');

/** Of the ADTS packet that begins at `at`, its head of seven bytes included: 13 bits from the 31st on. */
const packetBytes = (sound: Buffer, at: number): number => (sound.readUInt32BE(at + 3) >> 13) & 0x1fff;
