/** A choice out of two to four, all of them in sight. */

import { useId } from 'react';
import './segments.css';

interface Props<Value extends string> {
  legend: string;
  items: readonly { value: Value; label: string }[];
  value: Value;
  onChange: (value: Value) => void;
}

export function Segments<Value extends string>({ legend, items, value, onChange }: Props<Value>) {
  const id = useId();
  return (
    <fieldset className="segments-field">
      <legend className="label">{legend}</legend>
      <div className="segments">
        {items.map((item) => (
          <label key={item.value}>
            <input
              className="visually-hidden"
              type="radio"
              name={id}
              checked={value === item.value}
              onChange={() => onChange(item.value)}
            />
            {item.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
