/** A choice out of many, found by typing: a button that shows the choice, and a list with a search field in it. */

import { Combobox } from '@base-ui/react/combobox';
import { Check, ChevronDown, Search } from 'lucide-react';
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
  search: string;
  /** Said where nothing fits what was typed. */
  none: string;
  items: SelectItem[];
  value: SelectItem;
  onChange: (item: SelectItem) => void;
  disabled?: boolean;
}

const labelOf = (item: SelectItem) => item.label;
const sameItem = (a: SelectItem, b: SelectItem) => a.value === b.value;

export function SearchSelect({ label, hint, search, none, items, value, onChange, disabled = false }: Props) {
  const { contains } = Combobox.useFilter();
  return (
    <div className="field">
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
        <Combobox.Label className="label">{label}</Combobox.Label>
        <Combobox.Trigger className="input search-select">
          <span className="search-select-value">{value.label}</span>
          <ChevronDown aria-hidden="true" />
        </Combobox.Trigger>
        <Combobox.Portal>
          <Combobox.Positioner className="search-select-positioner" sideOffset={6} align="start">
            <Combobox.Popup className="search-select-popup" aria-label={label}>
              <div className="search-select-search">
                <Search aria-hidden="true" />
                <Combobox.Input className="input" placeholder={search} aria-label={`${label}: ${search}`} />
              </div>
              <Combobox.Empty>
                <p className="search-select-empty">{none}</p>
              </Combobox.Empty>
              <Combobox.List className="search-select-list" aria-label={label}>
                {(item: SelectItem) => (
                  <Combobox.Item key={item.value} value={item} className="search-select-item">
                    <Combobox.ItemIndicator className="search-select-check" keepMounted>
                      <Check aria-hidden="true" />
                    </Combobox.ItemIndicator>
                    <span>{item.label}</span>
                    {item.detail !== undefined && <span className="search-select-detail">{item.detail}</span>}
                  </Combobox.Item>
                )}
              </Combobox.List>
            </Combobox.Popup>
          </Combobox.Positioner>
        </Combobox.Portal>
      </Combobox.Root>
      <p className="hint">{hint}</p>
    </div>
  );
}
