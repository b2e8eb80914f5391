/** A message in its place on the page: something went wrong, or is good to know. */

import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import './notice.css';

const ICONS = { bad: CircleAlert, warn: TriangleAlert, info: Info };

interface Props {
  tone: keyof typeof ICONS;
  title?: string;
  children?: ReactNode;
  /** Buttons that help. */
  actions?: ReactNode;
}

export function Notice({ tone, title, children, actions }: Props) {
  const Icon = ICONS[tone];
  return (
    <div className={`notice notice-${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <Icon aria-hidden="true" className="notice-icon" />
      <div className="notice-body">
        {title !== undefined && <p className="notice-title">{title}</p>}
        {children}
      </div>
      {actions !== undefined && <div className="notice-actions">{actions}</div>}
    </div>
  );
}
