/** Asks before something that cannot be undone. */

import { useId } from 'react';
import { Button } from './button.tsx';
import { useModal } from './use-modal.ts';
import './confirm-dialog.css';

interface Props {
  open: boolean;
  title: string;
  text: string;
  yes: string;
  no: string;
  onYes: () => void;
  onClose: () => void;
}

export function ConfirmDialog({ open, title, text, yes, no, onYes, onClose }: Props) {
  const dialog = useModal(open);
  const id = useId();
  return (
    <dialog
      ref={dialog}
      className="confirm-dialog"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      onClose={onClose}
    >
      <h2 id={`${id}-title`}>{title}</h2>
      <p id={`${id}-text`}>{text}</p>
      <div className="confirm-dialog-actions">
        <Button onClick={onClose}>{no}</Button>
        <Button look="danger" onClick={onYes}>
          {yes}
        </Button>
      </div>
    </dialog>
  );
}
