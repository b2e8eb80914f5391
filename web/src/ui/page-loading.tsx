/** Holds the place while a page is on its way; says so only after a moment, so that fast pages do not flicker. */

import { LoaderCircle } from 'lucide-react';
import { copy } from '../copy.ts';
import './page-loading.css';

export function PageLoading() {
  return (
    <main id="content" className="page page-loading" tabIndex={-1} aria-busy="true">
      <p role="status">
        <LoaderCircle aria-hidden="true" />
        <span>{copy.loading}</span>
      </p>
    </main>
  );
}
