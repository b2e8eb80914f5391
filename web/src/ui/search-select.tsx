/** A choice out of many, found by typing. */

import { Combobox } from '@base-ui/react/combobox';
import { Check, ChevronDown } from 'lucide-react';
import { useId } from 'react';
import './search-select.css';

export interface SelectItem {
  value: string;
  label: string;
  /** Beside the label, and searched too. */
  detail?: string;
}

interface Props {
  label: string;
  hint: string;
  /** Said where nothing fits what was typed. */
  none: string;
  /** The name of the button that opens the list. */
  openLabel: string;
  items: SelectItem[];
  value: SelectItem;
  onChange: (item: SelectItem) => void;
  disabled?: boolean;
}

const labelOf = (item: SelectItem) => item.label;
const sameItem = (a: SelectItem, b: SelectItem) => a.value === b.value;

export function SearchSelect({ label, hint, none, openLabel, items, value, onChange, disabled = false }: Props) {
  const id = useId();
  const { contains } = Combobox.useFilter();
  return (
    <div className="field">
      <label className="label" htmlFor={id}>
        {label}
      </label>
      <Combobox.Root
        items={items}
        value={value}
        onValueChange={(item) => item !== null && onChange(item)}
        itemToStringLabel={labelOf}
        isItemEqualToValue={sameItem}
        filter={(item, query) => contains(`${item.label} ${item.detail ?? ''}`, query)}
        autoHighlight
        disabled={disabled}
      >
        <div className="search-select">
          <Combobox.Input
            id={id}
            className="input"
            aria-describedby={`${id}-hint`}
            onFocus={(event) => event.target.select()}
          />
          <Combobox.Trigger className="search-select-open" aria-label={`${label}: ${openLabel}`}>
            <ChevronDown aria-hidden="true" />
          </Combobox.Trigger>
        </div>
        <Combobox.Portal>
          <Combobox.Positioner className="search-select-positioner" sideOffset={6}>
            <Combobox.Popup className="search-select-popup" aria-label={label}>
              <Combobox.Empty>
                <p className="search-select-empty">{none}</p>
              </Combobox.Empty>
              <Combobox.List className="search-select-list" aria-label={label}>
                {(item: SelectItem) => (
                  <Combobox.Item key={item.value} value={item} className="search-select-item">
                    <Combobox.ItemIndicator className="search-select-check" keepMounted>
                      <Check aria-hidden="true" />
                    </Combobox.ItemIndicator>
                    <span className="search-select-label">{item.label}</span>
                    {item.detail !== undefined && <span className="search-select-detail">{item.detail}</span>}
                  </Combobox.Item>
                )}
              </Combobox.List>
            </Combobox.Popup>
          </Combobox.Positioner>
        </Combobox.Portal>
      </Combobox.Root>
      <p className="hint" id={`${id}-hint`}>
        {hint}
      </p>
    </div>
  );
}
