/** How much of the deck has been sent. */

import { X } from 'lucide-react';
import { copy } from '../copy.ts';
import { formatBytes } from '../format.ts';
import { Button } from '../ui/button.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';

interface Props {
  sent: number;
  total: number;
  onStop: () => void;
}

export function UploadProgress({ sent, total, onStop }: Props) {
  const percent = total === 0 ? 0 : Math.min(100, Math.round((sent / total) * 100));
  return (
    <div className="upload">
      <div className="upload-words">
        <p role="status">{percent === 100 ? copy.newTask.received : copy.newTask.uploading(percent)}</p>
        <p className="hint">{copy.newTask.uploaded(formatBytes(sent), formatBytes(total))}</p>
      </div>
      <ProgressBar percent={percent} label={copy.newTask.uploading(percent)} />
      <Button look="quiet" icon={<X aria-hidden="true" />} onClick={onStop}>
        {copy.newTask.stop}
      </Button>
    </div>
  );
}
