/** A choice out of few: the browser's own list, dressed like our fields. */

import { ChevronDown } from 'lucide-react';
import type { SelectHTMLAttributes } from 'react';
import './select.css';

export function Select(props: Omit<SelectHTMLAttributes<HTMLSelectElement>, 'className'>) {
  return (
    <span className="select">
      <select {...props} className="input" />
      <ChevronDown aria-hidden="true" />
    </span>
  );
}
