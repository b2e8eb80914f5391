/** The tour's table and its chart. */

import {
  CORAL,
  INK,
  MIST,
  PAPER,
  SAND,
  SANS,
  SERIF,
  SLATE,
  WHITE,
  addCard,
  addKicker,
  addWords,
  type Border,
  type Presentation,
} from './style.ts';

const OUTPUTS = [
  ['The video', 'MP4 with a chapter for every slide', 'Course pages, intranets, any player'],
  ['Subtitles', 'SRT, VTT, and a track inside the video', 'Quiet trains, new speakers, search'],
  ['The script', 'What was said, as Markdown and JSON', 'Handouts, translation, next year'],
  ['The poster', 'The first slide as a picture', 'Previews and lists'],
  ['The manifest', 'What was made from what, with hashes', 'Proof, and repeating it exactly'],
] as const;

export function addTableSlide(deck: Presentation): void {
  const slide = deck.addSlide({ masterName: 'LIGHT' });
  addKicker(slide, 'Results');
  slide.addText('One run, everything you need', { placeholder: 'title' });
  const margin: [number, number, number, number] = [0, 0.2, 0, 0.2];
  const cell = {
    fontFace: SANS,
    fontSize: 15,
    color: INK,
    valign: 'middle' as const,
    margin,
  };
  const line: Border = { type: 'solid', color: SAND, pt: 1 };
  const none: Border = { type: 'none' };
  const underline: [Border, Border, Border, Border] = [none, none, line, none];
  const head = ['You get', 'What it is', 'Good for'].map((text) => ({
    text,
    options: { ...cell, fontSize: 13, bold: true, color: WHITE, fill: { color: INK } },
  }));
  const rows = OUTPUTS.map((row, i) =>
    row.map((text, column) => ({
      text,
      options: {
        ...cell,
        ...(column === 0 ? { fontFace: SERIF, bold: true, color: CORAL } : {}),
        ...(column === 2 ? { color: SLATE } : {}),
        fill: { color: i % 2 === 0 ? WHITE : PAPER },
        border: underline,
      },
    })),
  );
  slide.addTable([head, ...rows], {
    x: 0.8,
    y: 2.1,
    w: 11.7,
    colW: [2.5, 4.9, 4.3],
    rowH: [0.6, 0.72, 0.72, 0.72, 0.72, 0.72],
  });
  slide.addNotes(
    'One run gives you everything at once. There is the video with its chapters, the subtitles in every form a player may want, and the script to hand out. A manifest says what was made from what, so that next year you can make it again.',
  );
}

/** CPU seconds from pictures and narration to the finished 1080p30 file, each with its own sound settings (docs/samples/README.md). */
const CPU_SECONDS = [
  ['Usual ffmpeg recipe', 171.9],
  ['SlideSpeaker', 2.95],
] as const;
const [[, USUAL], [, OURS]] = CPU_SECONDS;
const TIMES_LESS = Math.floor(USUAL / OURS);

export function addChartSlide(deck: Presentation): void {
  const slide = deck.addSlide({ masterName: 'LIGHT' });
  addKicker(slide, 'Speed');
  slide.addText('A still picture is encoded once', { placeholder: 'title' });
  const newestLast = CPU_SECONDS.toReversed();
  slide.addChart(
    'bar',
    [
      {
        name: 'CPU seconds',
        labels: newestLast.map(([name]) => name),
        values: newestLast.map(([, seconds]) => seconds),
      },
    ],
    {
      x: 0.6,
      y: 1.95,
      w: 7.9,
      h: 4.5,
      barDir: 'bar',
      barGapWidthPct: 45,
      chartColors: [CORAL, INK],
      catAxisLabelFontFace: SANS,
      catAxisLabelFontSize: 14,
      catAxisLabelColor: INK,
      catAxisLineShow: false,
      valAxisHidden: true,
      valAxisMinVal: 0,
      valAxisMaxVal: 220,
      valGridLine: { style: 'none' },
      showValue: true,
      dataLabelFormatCode: '0.0" s"',
      dataLabelFontFace: SANS,
      dataLabelFontSize: 14,
      dataLabelFontBold: true,
      dataLabelColor: INK,
      dataLabelPosition: 'outEnd',
      altText: `CPU seconds for a video of three slides: usual recipe ${Math.round(USUAL)}, SlideSpeaker ${Math.round(OURS)}`,
    },
  );
  addCard(slide, { x: 8.9, y: 2.1, w: 3.6, h: 4.1 }, INK);
  addWords(
    slide,
    `${TIMES_LESS}×`,
    { x: 9.2, y: 2.45, w: 3.1, h: 1.1 },
    { fontFace: SERIF, fontSize: 54, bold: true, color: WHITE },
  );
  addWords(
    slide,
    'less work than the usual recipe',
    { x: 9.2, y: 3.6, w: 3.0, h: 0.8 },
    { fontSize: 17, bold: true, color: WHITE },
  );
  addWords(
    slide,
    'Every other picture of a slide says “nothing changed”. That sentence is ready-made, so a longer talk costs no more pictures.',
    { x: 9.2, y: 4.5, w: 3.0, h: 1.5 },
    { fontSize: 12.5, color: MIST },
  );
  addWords(
    slide,
    'CPU seconds for 3 slides of 30 s, 1080p at 30 pictures a second (npm run bench)',
    { x: 0.8, y: 6.45, w: 8, h: 0.3 },
    { fontSize: 11, color: SLATE },
  );
  slide.addNotes(
    `A slide does not move, so why encode it thirty times a second? SlideSpeaker encodes each picture once, and fills the time with ready made pictures that say: nothing changed. For three slides and a minute and a half of speech, that was ${TIMES_LESS} times less work than the usual recipe.`,
  );
}
