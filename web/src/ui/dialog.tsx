/** Something to do without leaving the page. */

import { X } from 'lucide-react';
import { useId } from 'react';
import type { ReactNode } from 'react';
import { copy } from '../copy.ts';
import { Button } from './button.tsx';
import { useModal } from './use-modal.ts';
import './confirm-dialog.css';
import './dialog.css';

interface Props {
  open: boolean;
  title: string;
  onClose: () => void;
  children: ReactNode;
}

export function Dialog({ open, title, onClose, children }: Props) {
  const dialog = useModal(open);
  const id = useId();
  return (
    <dialog ref={dialog} className="confirm-dialog dialog" aria-labelledby={id} onClose={onClose}>
      <div className="dialog-head">
        <h2 id={id}>{title}</h2>
        <Button look="quiet" icon={<X aria-hidden="true" />} onClick={onClose}>
          {copy.close}
        </Button>
      </div>
      {open && children}
    </dialog>
  );
}
