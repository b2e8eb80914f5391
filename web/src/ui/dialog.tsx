/** Something to do without leaving the page. The browser's own modal dialog keeps the focus and closes on Escape. */

import { X } from 'lucide-react';
import { useEffect, useId, useRef } from 'react';
import type { ReactNode } from 'react';
import { copy } from '../copy.ts';
import { Button } from './button.tsx';
import './confirm-dialog.css';
import './dialog.css';

interface Props {
  open: boolean;
  title: string;
  onClose: () => void;
  children: ReactNode;
}

export function Dialog({ open, title, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
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
