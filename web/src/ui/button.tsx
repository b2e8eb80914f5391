/** The one button, and the link that looks like it. */

import type { AnchorHTMLAttributes, ButtonHTMLAttributes, ReactNode } from 'react';
import './button.css';

interface Look {
  look?: 'primary' | 'plain' | 'quiet' | 'danger';
  icon?: ReactNode;
}

export function Button({
  look = 'plain',
  icon,
  children,
  ...rest
}: Look & Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className'>) {
  return (
    <button type="button" {...rest} className={`button button-${look}`}>
      {icon}
      {children}
    </button>
  );
}

export function ButtonLink({
  look = 'plain',
  icon,
  children,
  ...rest
}: Look & Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'className'>) {
  return (
    <a {...rest} className={`button button-${look}`}>
      {icon}
      {children}
    </a>
  );
}
