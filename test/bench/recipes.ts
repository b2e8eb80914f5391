/** What others do, word for word: the usual ffmpeg recipe, and moviepy as its users write it. Each is one shell line. */

/** Per slide `-loop 1 … -shortest`, then concat copy. `soundless`: its picture part alone, as long as the narration. */
export function usualRecipe(folder: string, count: number, soundless?: { seconds: number }): string {
  const slides = Array.from({ length: count }, (_, index) => index);
  const input = (n: number): string => (soundless ? `-t ${soundless.seconds}` : `-i ${n}.wav`);
  const sound = soundless ? '' : '-c:a aac -b:a 128k -shortest';
  const clips = slides.map(
    (n) =>
      `ffmpeg -y -v error -loop 1 -framerate 30 -i ${n}.png ${input(n)} -c:v libx264 -preset medium -tune stillimage ` +
      `-pix_fmt yuv420p ${sound} usual-${n}.mp4 </dev/null`,
  );
  const list = `printf '${slides.map((n) => `file usual-${n}.mp4\\n`).join('')}' >usual.txt`;
  const join = 'ffmpeg -y -v error -f concat -safe 0 -i usual.txt -c copy -movflags +faststart usual.mp4 </dev/null';
  return [`cd '${folder}'`, ...clips, list, join].join(' && ');
}

/** moviepy 2: still clips with their sound, chained, encoded. */
export function moviepyRecipe(folder: string, count: number): string {
  const program = [
    'from moviepy import AudioFileClip, ImageClip, concatenate_videoclips',
    `sounds = [AudioFileClip(f"{n}.wav") for n in range(${count})]`,
    'clips = [ImageClip(f"{n}.png").with_duration(s.duration).with_audio(s) for n, s in enumerate(sounds)]',
    'film = concatenate_videoclips(clips, method="chain")',
    'film.write_videofile("moviepy.mp4", fps=30, codec="libx264", audio_codec="aac", preset="medium", threads=2, logger=None)',
  ];
  return `cd '${folder}' && python3 -c '${program.join('\n')}'`;
}
