/** How far something is, drawn over the native element's place so that it can move softly. */

import './progress-bar.css';

interface Props {
  /** 0 to 100. */
  percent: number;
  label: string;
}

export function ProgressBar({ percent, label }: Props) {
  return (
    <div
      className="progress-bar"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <div className="progress-bar-fill" style={{ inlineSize: `${percent}%` }} />
    </div>
  );
}
