/** What the task did not keep to itself. */

import { useId } from 'react';
import type { Warning } from '../../../domain/task.ts';
import { copy } from '../copy.ts';
import { Said } from '../ui/said.tsx';
import './warnings.css';

export function Warnings({ warnings }: { warnings: Warning[] }) {
  const id = useId();
  if (warnings.length === 0) return null;
  return (
    <section className="warnings" aria-labelledby={id}>
      <h2 className="section-title" id={id}>
        {copy.task.warningsTitle(warnings.length)}
      </h2>
      <ul>
        {warnings.map(({ code, message, slide }) => (
          <li key={`${code} ${slide ?? ''} ${message}`}>
            {/* Most sentences name their slide themselves. */}
            {slide !== undefined && !message.includes(String(slide)) && (
              <span className="warnings-slide">{copy.task.slide(slide)}</span>
            )}
            <Said code={code} message={message} />
          </li>
        ))}
      </ul>
    </section>
  );
}
