/** ffmpeg's argument lists for what voices deliver. */

/** A LIST chunk before the samples is one more thing to skip. */
const PLAIN_WAV = ['-c:a', 'pcm_s16le', '-fflags', '+bitexact', '-flags', '+bitexact', '-f', 'wav'];

/** Decodes any sound to a 16-bit mono WAV; `tempo` is a factor that keeps the pitch. */
export function decodeSpeechArgs(sound: string, rate: number, wav: string, tempo = 1): string[] {
  const pace = tempo === 1 ? [] : ['-af', `atempo=${tempo}`];
  const input = ['-nostdin', '-hide_banner', '-v', 'error', '-y', '-threads', '1', '-i', sound, '-vn'];
  return [...input, ...pace, '-ac', '1', '-ar', String(rate), ...PLAIN_WAV, wav];
}
