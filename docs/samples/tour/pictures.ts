/** The tour's pictures, drawn as SVG without a letter in them, so that no font changes them, and painted as PNG. */

import sharp from 'sharp';
import { CORAL, GOLD, INK, MIST, NIGHT, SAND, TEAL, WHITE } from './style.ts';

/** A PNG as pptxgenjs takes it. */
async function paint(width: number, height: number, drawing: string): Promise<string> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${drawing}</svg>`;
  const png = await sharp(Buffer.from(svg)).png({ palette: true, quality: 95, effort: 10 }).toBuffer();
  return `image/png;base64,${png.toString('base64')}`;
}

/** A slide that speaks: a page with a chart, and sound coming out of it. */
export const paintCover = (): Promise<string> => {
  const arcs = [150, 230, 310]
    .map(
      (r, i) =>
        `<path d="M ${620 + r * 0.5} ${470 - r} A ${r * 1.12} ${r * 1.12} 0 0 1 ${620 + r * 0.5} ${470 + r}" opacity="${1 - i * 0.27}"/>`,
    )
    .join('');
  return paint(
    1080,
    940,
    `<g transform="rotate(-4 430 470)">
      <rect x="96" y="236" width="600" height="440" rx="26" fill="#000" opacity=".35"/>
      <rect x="70" y="206" width="600" height="440" rx="26" fill="#${SAND}"/>
      <rect x="70" y="206" width="600" height="86" rx="26" fill="#${CORAL}"/><rect x="70" y="256" width="600" height="36" fill="#${CORAL}"/>
      <rect x="112" y="234" width="250" height="26" rx="13" fill="#${WHITE}"/>
      <g fill="#${INK}" opacity=".85"><rect x="112" y="344" width="210" height="20" rx="10"/><rect x="112" y="388" width="170" height="20" rx="10" opacity=".55"/><rect x="112" y="432" width="196" height="20" rx="10" opacity=".55"/><rect x="112" y="476" width="140" height="20" rx="10" opacity=".55"/></g>
      <g><rect x="380" y="470" width="52" height="110" rx="8" fill="#${TEAL}"/><rect x="450" y="420" width="52" height="160" rx="8" fill="#${GOLD}"/><rect x="520" y="356" width="52" height="224" rx="8" fill="#${CORAL}"/></g>
      <rect x="360" y="580" width="232" height="6" rx="3" fill="#${INK}"/>
    </g>
    <g fill="none" stroke="#${GOLD}" stroke-width="22" stroke-linecap="round">${arcs}</g>
    <circle cx="640" cy="470" r="86" fill="#${WHITE}"/><path d="M 614 420 L 614 520 L 696 470 Z" fill="#${CORAL}"/>`,
  );
};

/** A quiet evening: hills one behind the other, a low sun, its light on the water. */
export const paintEvening = (): Promise<string> => {
  const hill = (base: number, height: number, shift: number, color: string): string => {
    const ridge = Array.from({ length: 49 }, (_, i) => {
      const x = i * 40;
      const y = base - height * (0.55 + 0.3 * Math.sin(i * 0.23 + shift) + 0.15 * Math.sin(i * 0.61 + shift * 2));
      return `L ${x} ${y.toFixed(1)}`;
    });
    return `<path d="M 0 1080 ${ridge.join(' ')} L 1920 1080 Z" fill="${color}"/>`;
  };
  const glints = Array.from({ length: 16 }, (_, i) => {
    const width = 360 - i * 16 + 60 * Math.sin(i * 2.1);
    return `<rect x="${(1290 - width / 2 + 22 * Math.sin(i * 1.7)).toFixed(0)}" y="${742 + i * 21}" width="${width.toFixed(0)}" height="5" rx="2.5" opacity="${(0.75 - i * 0.042).toFixed(2)}"/>`;
  }).join('');
  return paint(
    1920,
    1080,
    `<defs>
      <linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#22315a"/><stop offset=".42" stop-color="#8a5a78"/><stop offset=".66" stop-color="#${CORAL}"/><stop offset="1" stop-color="#${GOLD}"/></linearGradient>
      <linearGradient id="water" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#8d4f5c"/><stop offset=".35" stop-color="#33355c"/><stop offset="1" stop-color="#${NIGHT}"/></linearGradient>
      <radialGradient id="glow"><stop offset="0" stop-color="#ffe9b8"/><stop offset=".3" stop-color="#ffd27a" stop-opacity=".65"/><stop offset="1" stop-color="#${GOLD}" stop-opacity="0"/></radialGradient>
    </defs>
    <rect width="1920" height="720" fill="url(#sky)"/>
    <circle cx="1290" cy="560" r="360" fill="url(#glow)"/><circle cx="1290" cy="560" r="92" fill="#fff1cf"/>
    ${hill(760, 300, 0.4, '#6b4a70')}${hill(770, 230, 2.2, '#473c66')}${hill(775, 150, 4.0, '#2b2f55')}
    <rect y="720" width="1920" height="360" fill="url(#water)"/><g fill="#ffe2a6">${glints}</g>
    <g fill="none" stroke="#${NIGHT}" stroke-width="5" stroke-linecap="round" opacity=".7"><path d="M 820 250 q 22 -20 40 0 q 20 -20 42 0"/><path d="M 930 310 q 15 -14 28 0 q 14 -14 29 0"/><path d="M 760 330 q 12 -11 22 0 q 11 -11 23 0"/></g>`,
  );
};

/** Speech as a recorder draws it: a bar for each moment, taller where it is louder, in words with pauses between. */
export const paintSpeech = (): Promise<string> => {
  const bars = Array.from({ length: 64 }, (_, i) => {
    const word = Math.max(0.06, Math.sin((i / 64) * Math.PI * 5) ** 2);
    const height = 16 + 180 * word * (0.62 + 0.38 * Math.abs(Math.sin(i * 1.9)));
    const color = i < 27 ? CORAL : MIST;
    return `<rect x="${i * 15}" y="${(105 - height / 2).toFixed(1)}" width="8" height="${height.toFixed(1)}" rx="4" fill="#${color}"/>`;
  }).join('');
  return paint(960, 210, bars);
};
