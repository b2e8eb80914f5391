/** A slide's picture, or a quiet blank while there is none. */

import { Presentation } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Picture } from '../paths.ts';
import './slide-picture.css';

/** A picture may be asked for before it is painted: asked for again after 1, 2, 4, … 32 s. */
const FIRST_RETRY_MS = 1_000;
const RETRIES = 6;

/** Always decorative: the slide's number and title stand beside it as text. */
export function SlidePicture({ picture }: { /** Absent: there is none yet. */ picture: Picture | undefined }) {
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
  if (picture === undefined || broken) {
    return (
      <div className="slide-picture slide-picture-blank">
        <Presentation aria-hidden="true" />
      </div>
    );
  }
  return (
    <img
      className="slide-picture"
      alt=""
      loading="lazy"
      decoding="async"
      // As it is laid out; a card where a browser does not know that.
      sizes="auto, 18rem"
      {...picture}
      onError={() => setBroken(true)}
    />
  );
}
