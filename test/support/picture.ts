/** Compares what a video shows with the picture it was made of. */

import { runCommand } from '../../platform/run-command.ts';

/**
 * PSNR in dB and SSIM (luma) between the picture `number` (from 0) of the video and the PNG, both as BT.709 video
 * levels. It decodes from the start, so that no seek can hide a cut at the wrong picture.
 */
export async function likeness(video: string, number: number, png: string): Promise<{ psnrDb: number; ssim: number }> {
  const graph =
    '[1:v]scale=out_color_matrix=bt709:out_range=tv:flags=lanczos+accurate_rnd+full_chroma_int,format=yuv420p,split[a][b];' +
    `[0:v]select=eq(n\\,${number}),split[c][d];[c][a]psnr;[d][b]ssim`;
  const input = ['-nostdin', '-hide_banner', '-nostats', '-i', video, '-i', png];
  const args = [...input, '-filter_complex', graph, '-an', '-frames:v', '1', '-f', 'null', '-'];
  const { stderr } = await runCommand('ffmpeg', args, { signal: AbortSignal.timeout(60_000), timeoutMs: 60_000 });
  const psnr = /PSNR .*average:(\S+)/.exec(stderr)?.[1];
  const ssim = /SSIM Y:([\d.]+)/.exec(stderr)?.[1];
  return { psnrDb: psnr === 'inf' ? Infinity : Number(psnr), ssim: Number(ssim) };
}
