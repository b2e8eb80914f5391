/** One sound at a time on the whole page: what is asked for takes the place of what is heard. */

import { useEffect, useRef, useState } from 'react';

interface Sound {
  state: 'silent' | 'loading' | 'playing';
  /** Why there was nothing to hear. */
  problem: unknown;
  play: (load: () => Promise<Blob>) => void;
  stop: () => void;
}

let stopOther: () => void = () => undefined;

export function useSound(): Sound {
  const [state, setState] = useState<Sound['state']>('silent');
  const [problem, setProblem] = useState<unknown>();
  const stopOwn = useRef<() => void>(undefined);
  useEffect(() => () => stopOwn.current?.(), []);

  const play: Sound['play'] = (load) => {
    stopOther();
    const audio = new Audio();
    let address: string | undefined;
    let ended = false;
    const stop = () => {
      ended = true;
      audio.pause();
      if (address !== undefined) URL.revokeObjectURL(address);
      address = undefined;
      setState('silent');
    };
    stopOther = stop;
    stopOwn.current = stop;
    audio.addEventListener('ended', stop);
    setProblem(undefined);
    setState('loading');
    const begin = async () => {
      const sound = await load();
      if (ended) return;
      address = URL.createObjectURL(sound);
      audio.src = address;
      await audio.play();
      setState('playing');
    };
    begin().catch((thrown: unknown) => {
      if (ended) return;
      stop();
      setProblem(thrown);
    });
  };

  return { state, problem, play, stop: () => stopOwn.current?.() };
}
