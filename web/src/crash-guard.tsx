/** Shows a page instead of nothing where drawing one fails. React knows error boundaries as classes only. */

import { Component } from 'react';
import type { ReactNode } from 'react';
import { copy } from './copy.ts';
import { Button } from './ui/button.tsx';
import { Notice } from './ui/notice.tsx';

export class CrashGuard extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError(): { crashed: boolean } {
    return { crashed: true };
  }

  override render(): ReactNode {
    if (!this.state.crashed) return this.props.children;
    return (
      <main id="content" className="page" tabIndex={-1}>
        <h1 className="visually-hidden">{copy.product}</h1>
        <Notice
          tone="bad"
          title={copy.errors.crashTitle}
          actions={<Button onClick={() => window.location.reload()}>{copy.errors.reload}</Button>}
        >
          <p>{copy.errors.crash}</p>
        </Notice>
      </main>
    );
  }
}
