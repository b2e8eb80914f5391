/** A `<dialog>` that is open while it is wanted. The browser's own modal dialog keeps the focus and closes on Escape. */

import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';

export function useModal(open: boolean): RefObject<HTMLDialogElement | null> {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return dialog;
}
