/** The pages and what stands around all of them. */

import { lazy, Suspense } from 'react';
import { Route, Routes } from 'react-router';
import { ConnectionLost } from './connection-lost.tsx';
import { copy } from './copy.ts';
import { CrashGuard } from './crash-guard.tsx';
import { Header } from './header.tsx';
import { HomePage } from './home/home-page.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { pages } from './paths.ts';
import { SignInPage } from './sign-in/sign-in-page.tsx';
import { useSession } from './queries.ts';
import { Button } from './ui/button.tsx';
import { Notice } from './ui/notice.tsx';
import { PageLoading } from './ui/page-loading.tsx';

// Only who opens a video loads the player.
const TaskPage = lazy(async () => ({ default: (await import('./task/task-page.tsx')).TaskPage }));

const SettingsPage = lazy(async () => ({ default: (await import('./settings/settings-page.tsx')).SettingsPage }));
const SharedPage = lazy(async () => ({ default: (await import('./shared/shared-page.tsx')).SharedPage }));

export function App() {
  return (
    <Routes>
      <Route
        path={pages.sharedPattern}
        element={
          <CrashGuard>
            <Suspense fallback={<PageLoading />}>
              <SharedPage />
            </Suspense>
          </CrashGuard>
        }
      />
      <Route path="*" element={<Studio />} />
    </Routes>
  );
}

/** Everything that belongs to somebody: asks for the key first. */
function Studio() {
  const session = useSession();
  const signedOut = session.data?.keyNeeded === true && session.data.owner === undefined;
  return (
    <>
      <a className="skip-link" href="#content">
        {copy.skipToContent}
      </a>
      <Header session={session.data} />
      <ConnectionLost />
      <CrashGuard>
        {session.isPending && <PageLoading />}
        {session.isError && (
          <main id="content" className="page" tabIndex={-1}>
            <h1 className="visually-hidden">{copy.product}</h1>
            <Notice
              tone="bad"
              title={session.error.message}
              actions={<Button onClick={() => void session.refetch()}>{copy.tryAgain}</Button>}
            />
          </main>
        )}
        {signedOut && <SignInPage elsewhere={session.data?.signInWith} />}
        {session.isSuccess && !signedOut && (
          <Suspense fallback={<PageLoading />}>
            <Routes>
              <Route path={pages.home} element={<HomePage />} />
              <Route path={pages.settings} element={<SettingsPage />} />
              <Route path={pages.taskPattern} element={<TaskPage />} />
              <Route path="*" element={<NotFoundPage />} />
            </Routes>
          </Suspense>
        )}
      </CrashGuard>
    </>
  );
}
