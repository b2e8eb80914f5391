/** A slide's picture, or a quiet blank while there is none. */

import { Presentation } from 'lucide-react';
import { useEffect, useState } from 'react';
import { rest } from '../paths.ts';
import './slide-picture.css';

interface Props {
  task: string;
  /** Absent: no slide has a picture yet. */
  number: number | undefined;
  available: boolean;
  /** A picture painted anew by another attempt has another address. */
  attempt: number;
}

/** A slide may be called pictured a moment before its picture can be fetched: asked again after 2, 4, … 32 s. */
const FIRST_RETRY_MS = 2_000;
const RETRIES = 5;

/** Always decorative: the slide's number and title stand beside it as text. */
export function SlidePicture({ task, number, available, attempt }: Props) {
  const [broken, setBroken] = useState(false);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    if (!broken || tries >= RETRIES) return;
    const again = setTimeout(
      () => {
        setTries(tries + 1);
        setBroken(false);
      },
      FIRST_RETRY_MS * 2 ** tries,
    );
    return () => clearTimeout(again);
  }, [broken, tries]);
  if (number === undefined || !available || broken) {
    return (
      <div className="slide-picture slide-picture-blank">
        <Presentation aria-hidden="true" />
      </div>
    );
  }
  return (
    <img
      className="slide-picture"
      src={rest.slidePicture(task, number, attempt)}
      alt=""
      loading="lazy"
      decoding="async"
      onError={() => setBroken(true)}
    />
  );
}
