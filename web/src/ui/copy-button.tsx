/** Puts a text on the clipboard, and says that it is there. */

import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { copy } from '../copy.ts';
import { Button } from './button.tsx';

interface Props {
  text: string;
  label: string;
  look?: 'plain' | 'quiet' | 'primary';
}

/** Long enough to be read. */
const SAID_MS = 2_500;

export function CopyButton({ text, label, look = 'plain' }: Props) {
  const [said, setSaid] = useState<'copied' | 'failed'>();
  useEffect(() => {
    if (said === undefined) return;
    const timer = setTimeout(() => setSaid(undefined), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <>
      <Button
        look={look}
        icon={said === 'copied' ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
        onClick={() => {
          void putOnClipboard(text).then(
            () => setSaid('copied'),
            () => setSaid('failed'),
          );
        }}
      >
        {said === undefined ? label : copy.clipboard[said]}
      </Button>
      <span className="visually-hidden" role="status">
        {said !== undefined && copy.clipboard[said]}
      </span>
    </>
  );
}

/** Browsers have a clipboard only where the page came over https or from this machine. */
async function putOnClipboard(text: string): Promise<void> {
  if (!window.isSecureContext) throw new Error('no clipboard on an unprotected page');
  await navigator.clipboard.writeText(text);
}
