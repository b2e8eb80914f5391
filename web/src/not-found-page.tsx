/** An address that leads nowhere. */

import { MapPinOff } from 'lucide-react';
import { Link } from 'react-router';
import { copy } from './copy.ts';
import { pages } from './paths.ts';
import { EmptyState } from './ui/empty-state.tsx';

export function NotFoundPage() {
  return (
    <main id="content" className="page" tabIndex={-1}>
      <title>{copy.task.documentTitle(copy.notFound.title)}</title>
      <EmptyState
        heading="h1"
        icon={<MapPinOff />}
        title={copy.notFound.title}
        text={copy.notFound.text}
        action={
          <Link className="button button-plain" to={pages.home}>
            {copy.notFound.home}
          </Link>
        }
      />
    </main>
  );
}
