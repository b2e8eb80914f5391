/** The tour's slides in order, each with what is said on it; here those that tell the story. */

import { addAnswers, addFleet, addInvitation, addPromises } from './ending.ts';
import { addChartSlide, addTableSlide } from './figures.ts';
import { paintCover, paintEvening, paintSpeech } from './pictures.ts';
import {
  CORAL,
  GOLD,
  INK,
  MIST,
  MONO,
  NIGHT,
  SAND,
  SERIF,
  SLATE,
  TEAL,
  WHITE,
  addArrow,
  addCard,
  addDisc,
  addKicker,
  addWords,
  type Presentation,
} from './style.ts';

export async function addSlides(deck: Presentation): Promise<void> {
  await addCover(deck);
  addWhy(deck);
  addLine(deck);
  await addSilence(deck);
  await addNotes(deck);
  addTableSlide(deck);
  addChartSlide(deck);
  addPromises(deck);
  addFleet(deck);
  addAnswers(deck);
  addInvitation(deck);
}

async function addCover(deck: Presentation): Promise<void> {
  const slide = deck.addSlide({ masterName: 'COVER' });
  addKicker(slide, 'SlideSpeaker', { x: 0.8, y: 1.4 });
  slide.addText('From slides to\na narrated video', { placeholder: 'title' });
  addWords(
    slide,
    'Bring a deck. Leave with a talk.',
    { x: 0.8, y: 4.2, w: 6.5, h: 0.5 },
    { fontSize: 22, color: MIST },
  );
  ['PPTX', 'PPT', 'ODP', 'PDF'].forEach((format, i) =>
    slide.addText(format, {
      shape: 'roundRect',
      rectRadius: 0.2,
      x: 0.8 + i * 1.2,
      y: 5.25,
      w: 1.05,
      h: 0.4,
      margin: 0,
      fontSize: 12,
      bold: true,
      color: MIST,
      align: 'center',
      valign: 'middle',
      line: { color: SLATE, width: 1 },
    }),
  );
  addArrow(slide, { x: 5.75, y: 5.45, w: 0.6, h: 0 }, CORAL);
  slide.addText('MP4', {
    shape: 'roundRect',
    rectRadius: 0.2,
    x: 6.5,
    y: 5.25,
    w: 1.05,
    h: 0.4,
    margin: 0,
    fontSize: 12,
    bold: true,
    color: WHITE,
    align: 'center',
    valign: 'middle',
    fill: { color: CORAL },
  });
  slide.addImage({
    data: await paintCover(),
    x: 7.35,
    y: 1.05,
    w: 5.85,
    h: 5.09,
    altText: 'A slide with a chart, a play button, and sound coming out of it',
  });
  slide.addNotes(
    'Hello, and welcome. I am a slide deck, and the voice you hear was made from the notes under my slides. Stay for two minutes, and I will show you how SlideSpeaker turns a deck like me into a video like this one.',
  );
}

function addWhy(deck: Presentation): void {
  const slide = deck.addSlide({ masterName: 'LIGHT' });
  addKicker(slide, 'Why');
  slide.addText('A good deck deserves to be heard', { placeholder: 'title' });
  const cards = [
    [
      '1',
      CORAL,
      'It was told once',
      'Forty people were in the room. Everybody else gets the file, and has to guess what was said.',
    ],
    [
      '2',
      TEAL,
      'Recording is work',
      'A quiet room, a microphone, three attempts. Then one number changes, and it all starts again.',
    ],
    [
      '3',
      GOLD,
      'The words are there',
      'They sit in the speaker notes, slide by slide, already in the right order. They only need a voice.',
    ],
  ] as const;
  cards.forEach(([number, color, heading, text], i) => {
    const x = 0.8 + i * 4.0;
    addCard(slide, { x, y: 2.15, w: 3.7, h: 4.1 }, WHITE, SAND);
    slide.addShape('rect', { x: x + 0.35, y: 2.15, w: 0.9, h: 0.07, fill: { color } });
    addDisc(slide, number, { x: x + 0.35, y: 2.6, size: 0.8 }, color);
    addWords(slide, heading, { x: x + 0.35, y: 3.65, w: 3.1, h: 0.45 }, { fontFace: SERIF, fontSize: 19, bold: true });
    addWords(slide, text, { x: x + 0.35, y: 4.3, w: 3.05, h: 1.8 }, { fontSize: 16, color: SLATE });
  });
  slide.addNotes(
    'A talk is given once, and then only the file travels. Recording it takes a quiet room and a free afternoon, and one changed number means recording it again. But look under the slides: the words are already there, waiting for a voice.',
  );
}

function addLine(deck: Presentation): void {
  const slide = deck.addSlide({ masterName: 'LIGHT' });
  addKicker(slide, 'How');
  slide.addText('One straight line, five short steps', { placeholder: 'title' });
  const steps = [
    ['Read', 'Titles, notes and hidden marks come from the file itself.'],
    ['Picture', 'Every slide becomes a picture at the size of the video.'],
    ['Script', 'Notes are spoken word for word, or held in silence.'],
    ['Speak', 'A voice in the language of the deck, sentence by sentence.'],
    ['Join', 'Clips become one video. Nothing is encoded twice.'],
  ] as const;
  slide.addShape('line', { x: 1.6, y: 3.0, w: 10.1, h: 0, line: { color: SAND, width: 6 } });
  steps.forEach(([name, text], i) => {
    const x = 0.8 + i * 2.4;
    addDisc(slide, String(i + 1), { x: x + 0.5, y: 2.45, size: 1.1 }, i === steps.length - 1 ? CORAL : INK);
    addWords(
      slide,
      name,
      { x, y: 3.8, w: 2.1, h: 0.45 },
      { fontFace: SERIF, fontSize: 20, bold: true, align: 'center' },
    );
    addWords(slide, text, { x, y: 4.3, w: 2.1, h: 1.2 }, { fontSize: 14, color: SLATE, align: 'center' });
  });
  addCard(slide, { x: 0.8, y: 5.75, w: 11.7, h: 0.75 }, SAND);
  addWords(
    slide,
    'Slides travel side by side. A clip is cut as soon as its words are spoken.',
    { x: 1.15, y: 5.75, w: 11, h: 0.75 },
    { valign: 'middle', bold: true },
  );
  slide.addNotes(
    'There are five steps, and they run in a straight line: read, picture, script, speak, join. The slides travel side by side, so nobody waits for the slowest one. Only the last step needs them all, and it takes a blink.',
  );
}

/** No notes on purpose: this slide is held in silence. */
async function addSilence(deck: Presentation): Promise<void> {
  const slide = deck.addSlide({ masterName: 'PICTURE' });
  slide.addImage({
    data: await paintEvening(),
    x: 0,
    y: 0,
    w: 13.333,
    h: 7.5,
    altText: 'Evening sun over hills and water',
  });
  slide.addText('Some slides need no words', { placeholder: 'title' });
}

async function addNotes(deck: Presentation): Promise<void> {
  const slide = deck.addSlide({ masterName: 'LIGHT' });
  addKicker(slide, 'Script');
  slide.addText('Your notes are the script', { placeholder: 'title' });
  addCard(slide, { x: 0.8, y: 2.1, w: 5.0, h: 4.3 }, WHITE, SAND);
  slide.addShape('rect', { x: 1.15, y: 2.45, w: 4.3, h: 1.75, fill: { color: NIGHT } });
  addWords(
    slide,
    'Water boils earlier\non a mountain',
    { x: 1.45, y: 2.45, w: 3.7, h: 1.75 },
    { fontFace: SERIF, fontSize: 19, bold: true, color: WHITE, valign: 'middle' },
  );
  addWords(
    slide,
    'NOTES',
    { x: 1.15, y: 4.4, w: 2, h: 0.25 },
    { fontSize: 10, bold: true, color: CORAL, charSpacing: 2 },
  );
  addWords(
    slide,
    'The higher you climb, the thinner the air. So your tea boils at ninety degrees, and tastes of it.',
    { x: 1.15, y: 4.72, w: 4.3, h: 1.4 },
    { fontSize: 17, italic: true, color: SLATE },
  );
  addArrow(slide, { x: 6.05, y: 4.25, w: 0.9, h: 0 }, CORAL);
  slide.addImage({
    data: await paintSpeech(),
    x: 7.25,
    y: 2.2,
    w: 5.25,
    h: 1.15,
    altText: 'The sound of a spoken sentence',
  });
  const cues = [
    ['0:00.2', 'The higher you climb, the thinner the air.', true],
    ['0:02.9', 'So your tea boils at ninety degrees,', false],
    ['0:05.1', 'and tastes of it.', false],
  ] as const;
  cues.forEach(([time, text, now], i) => {
    const y = 3.75 + i * 0.92;
    addCard(slide, { x: 7.25, y, w: 5.25, h: 0.76 }, now ? INK : SAND);
    addWords(
      slide,
      time,
      { x: 7.45, y, w: 0.9, h: 0.76 },
      { fontFace: MONO, fontSize: 11, color: now ? GOLD : SLATE, valign: 'middle' },
    );
    addWords(slide, text, { x: 8.4, y, w: 4.0, h: 0.76 }, { fontSize: 14, color: now ? WHITE : INK, valign: 'middle' });
  });
  slide.addNotes(
    'Write your notes the way you would speak, and they are spoken word for word. Each sentence becomes a subtitle that appears exactly when it is heard. And a slide without notes, like the evening you have just seen, is simply shown for a moment.',
  );
}
