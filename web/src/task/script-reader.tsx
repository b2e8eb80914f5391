/** What is said in a finished video, slide by slide; fetched when it is opened. */

import { useState } from 'react';
import type { TaskView } from '../../../domain/task-view.ts';
import { copy } from '../copy.ts';
import { useScript } from '../queries.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import './script-reader.css';

export function ScriptReader({ task }: { task: TaskView }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="script-reader" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{copy.script.show}</summary>
      {open && <Words task={task} />}
    </details>
  );
}

function Words({ task }: { task: TaskView }) {
  const script = useScript(task.id);
  if (script.isPending) return <p role="status">{copy.loading}</p>;
  if (script.isError) {
    return (
      <Notice
        tone="bad"
        title={copy.script.failedTitle}
        actions={<Button onClick={() => void script.refetch()}>{copy.tryAgain}</Button>}
      >
        <p>{script.error.message}</p>
      </Notice>
    );
  }
  return (
    <ol className="script-words">
      {script.data.slides.map(({ number, text }) => (
        <li key={number}>
          <h3>{copy.task.slideNamed(number, task.slides.find((slide) => slide.number === number)?.title ?? '')}</h3>
          {text === '' ? (
            <p className="hint">{copy.script.silent}</p>
          ) : (
            text.split('\n').map((line) => (
              <p key={line} dir="auto">
                {line}
              </p>
            ))
          )}
        </li>
      ))}
    </ol>
  );
}
