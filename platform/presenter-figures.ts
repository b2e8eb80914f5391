/** The offline presenters: who they are, and how each is drawn. */

export const MOUTHS = ['closed', 'narrow', 'wide', 'open', 'round', 'teeth'] as const;
/** What lips look like: at rest and for m, b, p; for most consonants; for e, i; for a; for o, u; for f, v. */
export type Mouth = (typeof MOUTHS)[number];

export interface Face {
  mouth: Mouth;
  eyesClosed: boolean;
}

export interface Figure {
  /** As `options.presenter.name` takes it. */
  name: string;
  label: string;
  skin: string;
  hair: string;
  hairStyle: 'short' | 'long' | 'bun' | 'curls';
  clothes: string;
  glasses: boolean;
  /** What is behind the figure. */
  backdrop: string;
}

/** The first one presents where nobody else is asked for. */
export const FIGURES: readonly Figure[] = [
  {
    ...{ name: 'robin', label: 'Robin, short brown hair', skin: '#f2c6a0', hair: '#5a3825', hairStyle: 'short' },
    ...{ clothes: '#2f6f8f', glasses: false, backdrop: '#dcebf2' },
  },
  {
    ...{ name: 'amara', label: 'Amara, black curls', skin: '#8d5a3b', hair: '#1f1712', hairStyle: 'curls' },
    ...{ clothes: '#d9823b', glasses: false, backdrop: '#f6ead9' },
  },
  {
    ...{ name: 'mei', label: 'Mei, long black hair', skin: '#f0cfae', hair: '#20202a', hairStyle: 'long' },
    ...{ clothes: '#5b5ea6', glasses: false, backdrop: '#e6e4f4' },
  },
  {
    ...{ name: 'ines', label: 'Inés, auburn bun, glasses', skin: '#dba27a', hair: '#7a3b22', hairStyle: 'bun' },
    ...{ clothes: '#3f7d58', glasses: true, backdrop: '#e0efe5' },
  },
  {
    ...{ name: 'omar', label: 'Omar, short grey hair, glasses', skin: '#b97f56', hair: '#77777c', hairStyle: 'short' },
    ...{ clothes: '#444b57', glasses: true, backdrop: '#e6e8ec' },
  },
];

/** The figure of this name; the first one where there is none (names are checked when a task is cast). */
export function figureNamed(name: string): Figure {
  const [first] = FIGURES;
  const figure = FIGURES.find((candidate) => candidate.name === name) ?? first;
  if (!figure) throw new RangeError('there are no figures');
  return figure;
}

/** Side of the square in which a figure is drawn. */
const FIGURE_UNITS = 400;

/** The whole figure with this face, as SVG of `side` × `side` pixels. */
export function figureSvg(figure: Figure, face: Face, side: number): string {
  const { skin, hair, clothes, backdrop } = figure;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}" viewBox="0 0 ${FIGURE_UNITS} ${FIGURE_UNITS}">`,
    `<rect width="400" height="400" fill="${backdrop}"/>`,
    hairBehind(figure),
    `<path d="M40 400 C48 318 120 296 168 290 L232 290 C280 296 352 318 360 400 Z" fill="${clothes}"/>`,
    `<path d="M164 240 L164 296 Q200 336 236 296 L236 240 Z" fill="${skin}"/>`,
    `<path d="M164 262 Q200 292 236 262 L236 274 Q200 306 164 274 Z" fill="#000" fill-opacity="0.12"/>`,
    `<path d="M158 288 L200 340 L242 288 L258 298 L206 372 L194 372 L142 298 Z" fill="#fff" fill-opacity="0.22"/>`,
    `<circle cx="112" cy="182" r="17" fill="${skin}"/><circle cx="288" cy="182" r="17" fill="${skin}"/>`,
    `<path d="M112 150 C112 84 152 62 200 62 C248 62 288 84 288 150 L286 190 C282 240 242 276 200 276 C158 276 118 240 114 190 Z" fill="${skin}"/>`,
    `<circle cx="142" cy="212" r="17" fill="#e2604f" fill-opacity="0.18"/><circle cx="258" cy="212" r="17" fill="#e2604f" fill-opacity="0.18"/>`,
    eyes(figure, face),
    `<path d="M200 178 Q193 202 196 206 Q200 210 206 207" fill="none" stroke="#000" stroke-opacity="0.28" stroke-width="4" stroke-linecap="round"/>`,
    mouthShape(face.mouth),
    hairFront(figure, hair),
    '</svg>',
  ].join('');
}

function eyes({ hair, glasses }: Figure, { eyesClosed }: Face): string {
  const one = (x: number): string =>
    eyesClosed
      ? `<path d="M${x - 15} 171 Q${x} 180 ${x + 15} 171" fill="none" stroke="#3a2a20" stroke-width="5" stroke-linecap="round"/>`
      : `<ellipse cx="${x}" cy="170" rx="15" ry="14" fill="#fff"/><circle cx="${x}" cy="171" r="9" fill="#3d2c22"/><circle cx="${x + 3}" cy="167" r="3" fill="#fff"/>`;
  const brow = (x: number): string =>
    `<path d="M${x - 20} 141 Q${x} 130 ${x + 20} 141" fill="none" stroke="${hair}" stroke-width="7" stroke-linecap="round"/>`;
  const rim = (x: number): string =>
    `<circle cx="${x}" cy="171" r="29" fill="#fff" fill-opacity="0.12" stroke="#333" stroke-width="5"/>`;
  const frame = glasses
    ? `${rim(158)}${rim(242)}<path d="M187 168 Q200 160 213 168" fill="none" stroke="#333" stroke-width="5"/>`
    : '';
  return one(158) + one(242) + brow(158) + brow(242) + frame;
}

/** Shapes that differ in size as well as in form, so that they are told apart in a corner of the picture. */
function mouthShape(mouth: Mouth): string {
  const dark = '#7c2430';
  const lips = '#b5524f';
  const cavity = (rx: number, ry: number): string =>
    `<ellipse cx="200" cy="237" rx="${rx}" ry="${ry}" fill="${dark}" stroke="${lips}" stroke-width="5"/>`;
  const upperTeeth = (rx: number, y: number, height: number): string =>
    `<rect x="${200 - rx}" y="${y}" width="${2 * rx}" height="${height}" rx="4" fill="#fff"/>`;
  switch (mouth) {
    case 'closed':
      return `<path d="M168 234 Q200 252 232 234" fill="none" stroke="${lips}" stroke-width="7" stroke-linecap="round"/>`;
    case 'narrow':
      return cavity(25, 8) + upperTeeth(18, 232, 5);
    case 'wide':
      return cavity(35, 12) + upperTeeth(27, 228, 9);
    case 'open':
      return cavity(28, 24) + `<ellipse cx="200" cy="252" rx="16" ry="8" fill="#d9707a"/>` + upperTeeth(19, 220, 8);
    case 'round':
      return cavity(15, 18);
    case 'teeth':
      return `<path d="M170 232 Q200 226 230 232 Q224 250 200 250 Q176 250 170 232 Z" fill="${lips}"/><rect x="180" y="230" width="40" height="9" rx="3" fill="#fff"/>`;
  }
}

function hairBehind({ hair, hairStyle }: Figure): string {
  switch (hairStyle) {
    case 'long':
      return `<path d="M92 150 C88 60 150 34 200 34 C250 34 312 60 308 150 L318 316 Q290 334 262 320 L138 320 Q110 334 82 316 Z" fill="${hair}"/>`;
    case 'curls':
      return [
        [200, 74, 62],
        [140, 92, 52],
        [260, 92, 52],
        [106, 140, 44],
        [294, 140, 44],
        [100, 192, 34],
        [300, 192, 34],
      ]
        .map(([x = 0, y = 0, r = 0]) => `<circle cx="${x}" cy="${y}" r="${r}" fill="${hair}"/>`)
        .join('');
    case 'bun':
      return `<circle cx="200" cy="40" r="36" fill="${hair}"/><path d="M98 176 C90 76 150 44 200 44 C250 44 310 76 302 176 Z" fill="${hair}"/>`;
    case 'short':
      return `<path d="M100 172 C94 76 150 42 200 42 C250 42 306 76 300 172 Z" fill="${hair}"/>`;
  }
}

function hairFront({ hairStyle }: Figure, hair: string): string {
  switch (hairStyle) {
    case 'long':
      return `<path d="M104 168 C104 92 150 54 204 54 C256 54 296 92 296 168 C284 128 262 106 214 98 C170 104 122 124 104 168 Z" fill="${hair}"/>`;
    case 'curls':
      return [
        [150, 84, 30],
        [196, 74, 32],
        [244, 84, 30],
        [118, 118, 22],
        [282, 118, 22],
      ]
        .map(([x = 0, y = 0, r = 0]) => `<circle cx="${x}" cy="${y}" r="${r}" fill="${hair}"/>`)
        .join('');
    case 'bun':
      return `<path d="M108 156 C108 88 152 56 200 56 C248 56 292 88 292 156 C272 112 246 98 200 98 C154 98 128 112 108 156 Z" fill="${hair}"/>`;
    case 'short':
      return `<path d="M108 160 C104 84 152 50 206 52 C258 54 296 88 292 160 C286 132 276 116 262 104 C226 116 176 112 142 98 C124 112 112 134 108 160 Z" fill="${hair}"/>`;
  }
}
