/** Which subtitles are shown: chosen here, or in the browser's own menu of the player. */

import { useEffect, useState } from 'react';
import type { RefObject } from 'react';

/** The id of the track that is shown, empty for none; and the way to show another. */
export function useSubtitles(video: RefObject<HTMLVideoElement | null>): [string, (id: string) => void] {
  const [shown, show] = useState('');

  useEffect(() => {
    const tracks = video.current?.textTracks;
    const follow = () => show([...(tracks ?? [])].find(({ mode }) => mode === 'showing')?.id ?? '');
    tracks?.addEventListener('change', follow);
    return () => tracks?.removeEventListener('change', follow);
  }, [video]);

  useEffect(() => {
    for (const track of video.current?.textTracks ?? []) track.mode = track.id === shown ? 'showing' : 'disabled';
  }, [video, shown]);

  return [shown, show];
}
