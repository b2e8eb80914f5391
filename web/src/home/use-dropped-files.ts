/** Files dropped anywhere in the window: one dropped beside its zone would otherwise replace the page. */

import { useEffect, useRef, useState } from 'react';

/** Answers whether files hang over the window now. `onFiles` may be another function at every call. */
export function useDroppedFiles(onFiles: (files: FileList) => void): boolean {
  const [over, setOver] = useState(false);
  const latest = useRef(onFiles);
  useEffect(() => {
    latest.current = onFiles;
  });
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    const drag = (event: DragEvent) => {
      event.preventDefault();
      setOver(event.dataTransfer?.types.includes('Files') === true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      const files = event.dataTransfer?.files;
      if (files !== undefined && files.length > 0) latest.current(files);
    };
    window.addEventListener('dragover', drag, { signal });
    window.addEventListener('dragleave', leave, { signal });
    window.addEventListener('drop', drop, { signal });
    return () => stop.abort();
  }, []);
  return over;
}
