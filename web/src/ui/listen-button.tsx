/** Plays a sound when it is asked for, and stops it. */

import { LoaderCircle, Square, Volume2 } from 'lucide-react';
import { copy } from '../copy.ts';
import { useSound } from '../sound.ts';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';
import './listen-button.css';

interface Props {
  /** Seen on the button. */
  label: string;
  /** Who or what is heard, for those who do not see where the button stands. */
  name: string;
  /** Seen while the sound is on its way. */
  loading: string;
  /** Said where there is nothing to hear. */
  failed: string;
  disabled?: boolean;
  load: () => Promise<Blob>;
}

export function ListenButton({ label, name, loading, failed, disabled = false, load }: Props) {
  const { state, problem, play, stop } = useSound();
  const isOn = state !== 'silent';
  return (
    <>
      <Button look="quiet" disabled={disabled} icon={ICONS[state]} onClick={() => (isOn ? stop() : play(load))}>
        {state === 'silent' ? label : state === 'loading' ? loading : copy.newTask.stopListening}
        <span className="visually-hidden">, {name}</span>
      </Button>
      {problem !== undefined && (
        <div className="listen-problem">
          <Notice tone="bad" title={failed}>
            <p>{problem instanceof Error ? problem.message : copy.errors.unknown}</p>
          </Notice>
        </div>
      )}
    </>
  );
}

const ICONS = {
  silent: <Volume2 aria-hidden="true" />,
  loading: <LoaderCircle aria-hidden="true" className="listen-turning" />,
  playing: <Square aria-hidden="true" />,
};
