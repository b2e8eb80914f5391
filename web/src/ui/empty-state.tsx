/** What stands where nothing is: a picture, a sentence, a way on. */

import type { ReactNode } from 'react';
import './empty-state.css';

interface Props {
  icon: ReactNode;
  title: string;
  /** `h1` where it is all there is on the page. */
  heading: 'h1' | 'h3';
  text: string;
  action?: ReactNode;
}

export function EmptyState({ icon, title, heading: Heading, text, action }: Props) {
  return (
    <div className="empty-state">
      <div className="empty-state-icon" aria-hidden="true">
        {icon}
      </div>
      <Heading className="empty-state-title">{title}</Heading>
      <p className="empty-state-text">{text}</p>
      {action}
    </div>
  );
}
