/** Subtitle files: cues as SubRip (SRT) and as WebVTT. */

import type { Cue } from './cues.ts';

/** SubRip: numbered, comma before the milliseconds. */
export function toSrt(cues: readonly Cue[]): string {
  return cues
    .map((cue, index) => `${index + 1}\n${clock(cue.startMs, ',')} --> ${clock(cue.endMs, ',')}\n${plain(cue.text)}\n`)
    .join('\n');
}

/** SubRip has no escapes, and players take tags and braces for commands: an invisible joiner (U+2060) parts what would start one. */
const plain = (text: string): string =>
  lines(text)
    .replace(/-->/g, '-\u2060->')
    .replace(/<(?=[a-z/!])/gi, '<\u2060')
    .replace(/\{(?=\\)/g, '{\u2060');

/** An empty line would end the cue. */
const lines = (text: string): string => text.replace(/\s*[\r\n\u2028\u2029]+\s*/g, '\n').trim();

/** WebVTT (W3C): `&`, `<` and `>` have a meaning there. A speaker is a voice span. */
export function toVtt(cues: readonly (Cue & { speaker?: string })[]): string {
  const escape = (text: string): string =>
    lines(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return [
    'WEBVTT\n',
    ...cues.map(
      (cue) =>
        `${clock(cue.startMs, '.')} --> ${clock(cue.endMs, '.')}\n${cue.speaker === undefined ? '' : `<v ${escape(cue.speaker)}>`}${escape(cue.text)}\n`,
    ),
  ].join('\n');
}

/** hh:mm:ss and milliseconds. */
function clock(ms: number, point: string): string {
  const whole = Math.round(ms);
  const two = (value: number): string => String(value).padStart(2, '0');
  const seconds = Math.floor(whole / 1000);
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}${point}${String(whole % 1000).padStart(3, '0')}`;
}
