/** The tour's last slides: what SlideSpeaker promises, where it runs, and the way in. */

import {
  CORAL,
  GOLD,
  INK,
  MIST,
  MONO,
  PAPER,
  SAND,
  SERIF,
  SLATE,
  TEAL,
  WHITE,
  addArrow,
  addCard,
  addKicker,
  addWords,
  type Presentation,
} from './style.ts';

export function addPromises(deck: Presentation): void {
  const slide = deck.addSlide({ masterName: 'DARK' });
  addKicker(slide, 'Promises');
  slide.addText('Once accepted, never lost', { placeholder: 'title' });
  const promises = [
    ['A process dies', 'Another one takes over. Finished slides stay finished.', CORAL],
    ['You change your mind', 'Cancel stops the work within a second, at every stage.', GOLD],
    ['Something was wrong', 'You are told which slide and why. Retry goes on from there.', TEAL],
    ['A slide is missing', 'Impossible: every clip is measured before it counts.', MIST],
  ] as const;
  promises.forEach(([heading, text, color], i) => {
    const [x, y] = [0.8 + (i % 2) * 5.95, 2.15 + Math.floor(i / 2) * 2.25];
    addCard(slide, { x, y, w: 5.7, h: 2.0 }, INK, '2B3A5C');
    slide.addShape('rect', { x, y: y + 0.3, w: 0.08, h: 1.4, fill: { color } });
    addWords(
      slide,
      heading,
      { x: x + 0.4, y: y + 0.32, w: 5, h: 0.45 },
      { fontFace: SERIF, fontSize: 20, bold: true, color: WHITE },
    );
    addWords(slide, text, { x: x + 0.4, y: y + 0.9, w: 4.9, h: 0.9 }, { color: MIST });
  });
  slide.addNotes(
    'Computers fail, and people change their minds. If a process dies, another one takes over, and every slide that was finished stays finished. If you cancel, everything stops within a second, and if something was wrong, you are told which slide, and why.',
  );
}

export function addFleet(deck: Presentation): void {
  const slide = deck.addSlide({ masterName: 'LIGHT' });
  addKicker(slide, 'Where it runs');
  slide.addText('From one laptop to a hundred workers', { placeholder: 'title' });
  const box = (text: string, small: string, x: number, y: number, fill: string, color: string): void => {
    addCard(slide, { x, y, w: 1.9, h: 1.15 }, fill, fill === WHITE ? SAND : fill);
    addWords(
      slide,
      text,
      { x, y: y + 0.22, w: 1.9, h: 0.4 },
      { fontFace: SERIF, fontSize: 17, bold: true, color, align: 'center' },
    );
    addWords(
      slide,
      small,
      { x, y: y + 0.64, w: 1.9, h: 0.3 },
      { fontSize: 11, color: small === 'makes clips' ? WHITE : color === WHITE ? MIST : SLATE, align: 'center' },
    );
  };
  ['Web page', 'Command line', 'Your own code'].forEach((text, i) =>
    slide.addText(text, {
      shape: 'roundRect',
      rectRadius: 0.12,
      x: 0.8,
      y: 2.3 + i * 0.85,
      w: 1.75,
      h: 0.62,
      margin: 0,
      fontSize: 13,
      color: INK,
      fill: { color: SAND },
      align: 'center',
      valign: 'middle',
    }),
  );
  addArrow(slide, { x: 2.65, y: 3.45, w: 0.45, h: 0 }, SLATE);
  box('API', 'takes the deck', 3.2, 2.87, INK, WHITE);
  addArrow(slide, { x: 5.2, y: 3.45, w: 0.4, h: 0 }, SLATE);
  box('Redis', 'remembers', 5.7, 2.87, WHITE, INK);
  addArrow(slide, { x: 7.7, y: 3.45, w: 0.4, h: 0 }, SLATE);
  box('Master', 'starts', 8.2, 2.87, INK, WHITE);
  addArrow(slide, { x: 10.2, y: 3.45, w: 0.4, h: 0 }, SLATE);
  box('Temporal', 'keeps order', 10.65, 2.87, WHITE, INK);
  addArrow(slide, { x: 11.6, y: 4.12, w: 0, h: 0.75 }, CORAL);
  [0, 1, 2, 3].forEach((i) => box('Worker', 'makes clips', 10.65 - i * 2.15, 4.97, CORAL, WHITE));
  addWords(
    slide,
    'One more worker is one more process. They find their work by themselves.',
    { x: 0.8, y: 4.97, w: 2.9, h: 1.15 },
    { color: SLATE, valign: 'middle' },
  );
  slide.addNotes(
    'On a laptop, one command starts everything, with no key and no network. On a server it is a set of containers. And when forty lectures arrive at once, you add workers: they find their work by themselves, and nothing else has to change.',
  );
}

/** Hidden: left out of the video unless it is asked for. */
export function addAnswers(deck: Presentation): void {
  const slide = deck.addSlide({ masterName: 'LIGHT' });
  slide.hidden = true;
  addKicker(slide, 'Hidden slide');
  slide.addText('For the questions afterwards', { placeholder: 'title' });
  const answers = [
    ['Do I need an account?', 'No. The offline voices come with the system.'],
    ['Which languages?', 'Every one that an installed voice can read.'],
    ['Is my deck sent anywhere?', 'Not unless you choose a voice that lives elsewhere.'],
    ['Are hidden slides shown?', 'Only when you ask for them. This is one.'],
  ] as const;
  answers.forEach(([question, answer], i) => {
    const y = 2.1 + i * 1.15;
    addCard(slide, { x: 0.8, y, w: 11.7, h: 0.95 }, i % 2 === 0 ? WHITE : PAPER, SAND);
    addWords(
      slide,
      question,
      { x: 1.15, y, w: 4.6, h: 0.95 },
      { fontFace: SERIF, fontSize: 17, bold: true, valign: 'middle' },
    );
    addWords(slide, answer, { x: 5.9, y, w: 6.3, h: 0.95 }, { color: SLATE, valign: 'middle' });
  });
  slide.addNotes(
    'You hear this only because hidden slides were asked for. Here are the answers to the four questions that always come. Thank you for looking behind the curtain.',
  );
}

export function addInvitation(deck: Presentation): void {
  const slide = deck.addSlide({ masterName: 'DARK' });
  addKicker(slide, 'Your turn');
  slide.addText('Now bring a deck of your own', { placeholder: 'title' });
  addCard(slide, { x: 0.8, y: 2.2, w: 7.4, h: 3.9 }, INK, '2B3A5C');
  [CORAL, GOLD, TEAL].forEach((color, i) =>
    slide.addShape('ellipse', { x: 1.15 + i * 0.3, y: 2.5, w: 0.17, h: 0.17, fill: { color } }),
  );
  const lines = [
    ['# one deck, one video', SLATE],
    ['npm run demo -- lecture.pptx', WHITE],
    ['# the whole system, until Ctrl-C', SLATE],
    ['npm start', WHITE],
  ] as const;
  lines.forEach(([text, color], i) =>
    addWords(
      slide,
      text,
      { x: 1.15, y: 3.0 + i * 0.68, w: 6.8, h: 0.5 },
      { fontFace: MONO, fontSize: 18, color: color === SLATE ? '8794AE' : color, valign: 'middle' },
    ),
  );
  addWords(
    slide,
    'Two commands.\nNo account.\nNo microphone.',
    { x: 8.8, y: 2.2, w: 3.9, h: 3.9 },
    { fontFace: SERIF, fontSize: 26, bold: true, color: WHITE, valign: 'middle', lineSpacingMultiple: 1.35 },
  );
  slide.addNotes(
    'Now it is your turn. Take a deck of your own, run one command, and listen to it. Thank you for your time, and enjoy your talk.',
  );
}
