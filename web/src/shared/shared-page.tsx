/** A video behind a link: to watch, and to save where the link allows it. With `?embed=1`, nothing but the film, to stand in other pages. */

import { FileX, Hourglass } from 'lucide-react';
import { useId } from 'react';
import { useParams, useSearchParams } from 'react-router';
import { copy } from '../copy.ts';
import { baseName } from '../deck-file.ts';
import { formatDay, languageName } from '../format.ts';
import { Logo } from '../logo.tsx';
import { rest } from '../paths.ts';
import { useShared } from '../queries.ts';
import { Problem } from '../rest.ts';
import type { SharedView } from '../rest.ts';
import { DownloadList } from '../task/downloads.tsx';
import { posterIn, tracksFor, videosIn } from '../task/outputs-of.ts';
import { Watch } from '../task/watch.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Notice } from '../ui/notice.tsx';
import { PageLoading } from '../ui/page-loading.tsx';
import '../header.css';
import '../task/task-page.css';
import './shared-page.css';

export function SharedPage() {
  const { token = '' } = useParams();
  const [search] = useSearchParams();
  const shared = useShared(token);
  if (shared.isPending) return <PageLoading />;
  if (shared.data !== undefined && search.get('embed') === '1') return <Embedded token={token} shared={shared.data} />;
  return (
    <>
      <header className="header">
        <span className="header-home">
          <Logo />
          <span>{copy.product}</span>
        </span>
      </header>
      <main id="content" className="page task" tabIndex={-1}>
        {shared.data !== undefined && <Shared token={token} shared={shared.data} />}
        {shared.isError && shared.data === undefined && (
          <Refused error={shared.error} onAgain={() => void shared.refetch()} />
        )}
      </main>
    </>
  );
}

function Refused({ error, onAgain }: { error: Error; onAgain: () => void }) {
  const words = copy.shared;
  if (error instanceof Problem && error.status === 404) {
    return (
      <>
        <title>{copy.task.documentTitle(words.goneTitle)}</title>
        <EmptyState heading="h1" icon={<FileX />} title={words.goneTitle} text={words.goneText} />
      </>
    );
  }
  return (
    <>
      <h1 className="visually-hidden">{copy.product}</h1>
      <Notice tone="bad" title={copy.task.loadFailed} actions={<Button onClick={onAgain}>{copy.tryAgain}</Button>}>
        <p>{error.message}</p>
      </Notice>
    </>
  );
}

function Shared({ token, shared }: { token: string; shared: SharedView }) {
  const id = useId();
  const name = baseName(shared.name);
  const words = copy.shared;
  return (
    <>
      <title>{copy.task.documentTitle(name)}</title>
      <div className="task-title">
        <h1>
          <bdi>{name}</bdi>
        </h1>
        <p className="task-facts">{words.until(formatDay(Date.parse(shared.expiresAt)))}</p>
      </div>
      {shared.ready ? (
        <Watch
          outputs={shared.outputs}
          version={shared.version}
          address={(file) => rest.sharedOutput(token, file)}
          story={shared.story}
          storyLoading={false}
        />
      ) : (
        <EmptyState heading="h3" icon={<Hourglass />} title={words.waitTitle} text={words.waitText} />
      )}
      {shared.ready && shared.downloads && (
        <section className="section" aria-labelledby={id}>
          <h2 className="section-title" id={id}>
            {copy.downloads.title}
          </h2>
          <DownloadList outputs={shared.outputs} address={(file) => rest.sharedDownload(token, file)} />
        </section>
      )}
    </>
  );
}

function Embedded({ token, shared }: { token: string; shared: SharedView }) {
  const [video] = videosIn(shared.outputs);
  const address = (name: string | undefined) => (name === undefined ? undefined : rest.sharedOutput(token, name));
  const tracks = video === undefined ? [] : tracksFor(shared.outputs, video);
  const [main, ...others] = tracks;
  return (
    <main id="content" className="embedded" tabIndex={-1}>
      <title>{baseName(shared.name)}</title>
      <h1 className="visually-hidden">{baseName(shared.name)}</h1>
      <video
        controls
        playsInline
        preload="metadata"
        src={address(video?.name)}
        poster={address(posterIn(shared.outputs))}
        aria-label={baseName(shared.name)}
      >
        <track
          kind="captions"
          src={address(main?.name)}
          srcLang={main?.language ?? 'und'}
          label={languageName(main?.language ?? 'und')}
        />
        {others.map((track) => (
          <track
            key={track.name}
            kind="subtitles"
            src={address(track.name)}
            srcLang={track.language ?? 'und'}
            label={languageName(track.language ?? 'und')}
          />
        ))}
      </video>
    </main>
  );
}
