import { Menu, Popover, TextInput } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button, Chip, Kbd } from '../controls/controls.tsx';
import { Glyph } from '../controls/Glyph.tsx';
import { IconAdd, IconCheck, IconSearch } from '../controls/icons.ts';
import { integer } from '../formats/quantity.ts';
import { useKeys } from '../keys/keys.ts';
import { type FilterSpec, type FilterState, isFiltered, NO_FILTERS, toggleValue, withFilter } from './url-filters.ts';
import type { UrlFilters } from './use-url-state.ts';
import './filters.css';

export interface FilterOption {
  readonly value: string;
  readonly label: string;
  /** How many rows it would show, when the engine says. */
  readonly count?: number;
}

/** A filter of the bar: what the address holds (FilterSpec) and how it looks. */
export type Filter = FilterSpec & {
  readonly label: string;
  /** For `one` and `many`. */
  readonly options?: readonly FilterOption[];
  /** For `flag`: how many rows it would show. */
  readonly count?: number;
  /** Not in the bar until it filters; offered under *+ Filter*. */
  readonly more?: boolean;
};

export interface FilterBarProps {
  readonly filters: readonly Filter[];
  readonly url: UrlFilters;
  /** In the search field: `User, IP, MAC, phone`. The text filter has the id `q`. */
  readonly searchHint?: string;
  readonly searchWidth?: number;
  /** At the right: what is ticked, the bulk action. */
  readonly children?: ReactNode;
}

/** The bar over a table. Everything it knows is in the address; it keeps nothing but what is being typed. */
export function FilterBar({ filters, url, searchHint, searchWidth = 264, children }: FilterBarProps) {
  const { state, set } = url;
  const inBar = filters.filter((filter) => filter.kind !== 'text' && (!filter.more || state[filter.id]));
  const offered = filters.filter((filter) => filter.more && !state[filter.id]);
  const [opened, setOpened] = useState<string | null>(null);
  return (
    <search className="filters">
      {searchHint !== undefined && <SearchField hint={searchHint} width={searchWidth} url={url} />}
      {inBar.map((filter) =>
        filter.kind === 'flag' ? (
          <Chip
            key={filter.id}
            label={filter.label}
            value={filter.count === undefined ? undefined : integer(filter.count)}
            on={state[filter.id] !== undefined}
            onClick={() => set(toggleValue(state, filter.id, '1'))}
            onClear={() => set(withFilter(state, filter.id, []))}
          />
        ) : (
          <ChoiceChip
            key={filter.id}
            filter={filter}
            state={state}
            onChange={(next) => set(next)}
            opened={opened === filter.id}
            onOpened={(open) => setOpened(open ? filter.id : null)}
          />
        ),
      )}
      {offered.length > 0 && <MoreFilters filters={offered} state={state} onChange={(next) => set(next)} />}
      {isFiltered(state) && (
        <Button look="ghost" small onClick={() => set(NO_FILTERS)}>
          Clear all
        </Button>
      )}
      <span className="grow" />
      {children}
    </search>
  );
}

/** What is typed goes to the address after a short rest; the first letter is a step for Back, the others are not. */
function SearchField({
  hint,
  width,
  url,
}: {
  readonly hint: string;
  readonly width: number;
  readonly url: UrlFilters;
}) {
  const { state, set } = url;
  const inAddress = state.q?.[0] ?? '';
  const [typed, setTyped] = useState(inAddress);
  const input = useRef<HTMLInputElement>(null);
  const sent = useRef(inAddress);
  const latest = useRef({ state, set });
  useEffect(() => {
    latest.current = { state, set };
  });
  // The address changed under us: Back, a shared link, Clear all.
  useEffect(() => {
    if (inAddress === sent.current) return;
    sent.current = inAddress;
    setTyped(inAddress);
  }, [inAddress]);
  useEffect(() => {
    if (typed === sent.current) return;
    const rest = setTimeout(() => {
      const step = sent.current === '' || typed === '' ? 'push' : 'replace';
      sent.current = typed;
      latest.current.set(withFilter(latest.current.state, 'q', [typed]), step);
    }, 150);
    return () => clearTimeout(rest);
  }, [typed]);
  useKeys([{ keys: ['/'], label: 'Search in the view', run: () => input.current?.select() }], { group: 'View' });
  return (
    <label className="field" style={{ width }}>
      <Glyph icon={IconSearch} />
      <input
        ref={input}
        value={typed}
        placeholder={hint}
        aria-label={hint}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          if (typed) setTyped('');
          else input.current?.blur();
        }}
      />
      <Kbd>/</Kbd>
    </label>
  );
}

interface ChoiceChipProps {
  readonly filter: Filter;
  readonly state: FilterState;
  readonly onChange: (state: FilterState) => void;
  readonly opened: boolean;
  readonly onOpened: (open: boolean) => void;
}

/** A chip that opens its options; long lists get their own search. */
function ChoiceChip({ filter, state, onChange, opened, onOpened }: ChoiceChipProps) {
  const { id, kind, label, options = [] } = filter;
  const chosen = state[id] ?? [];
  const [find, setFind] = useState('');
  const needle = find.trim().toLowerCase();
  const matching = needle ? options.filter((option) => option.label.toLowerCase().includes(needle)) : options;
  const labels = options.filter((option) => chosen.includes(option.value)).map((option) => option.label);
  const said =
    chosen.length === 0 ? 'Any' : chosen.length > 2 ? `${chosen.length} of ${options.length}` : labels.join(', ');
  const pick = (value: string) => {
    if (kind === 'many') return onChange(toggleValue(state, id, value));
    onChange(withFilter(state, id, chosen.includes(value) ? [] : [value]));
    onOpened(false);
  };
  return (
    <Popover opened={opened} onChange={onOpened} trapFocus returnFocus onExitTransitionEnd={() => setFind('')}>
      <Popover.Target>
        <Chip
          label={label}
          value={said || chosen.join(', ')}
          on={chosen.length > 0}
          opens
          aria-expanded={opened}
          onClick={() => onOpened(!opened)}
          onClear={() => onChange(withFilter(state, id, []))}
        />
      </Popover.Target>
      <Popover.Dropdown aria-label={label}>
        {options.length > 9 && (
          <TextInput
            data-autofocus
            className="choice-find"
            placeholder={`Find in ${options.length}`}
            aria-label={`Find in ${label}`}
            value={find}
            onChange={(event) => setFind(event.currentTarget.value)}
          />
        )}
        <ul className="choices">
          {matching.map((option) => {
            const on = chosen.includes(option.value);
            return (
              <li key={option.value}>
                <button type="button" className="choice" aria-pressed={on} onClick={() => pick(option.value)}>
                  <span className={on ? 'box on' : 'box'} aria-hidden="true">
                    {on && <Glyph icon={IconCheck} size={12} />}
                  </span>
                  <span className="grow ellip">{option.label}</span>
                  {option.count !== undefined && <span className="t3">{integer(option.count)}</span>}
                </button>
              </li>
            );
          })}
          {matching.length === 0 && <li className="choice-none">None of {options.length} match</li>}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}

/** *+ Filter*: the rarer filters, each with its options in a submenu. */
function MoreFilters(props: {
  readonly filters: readonly Filter[];
  readonly state: FilterState;
  readonly onChange: (state: FilterState) => void;
}) {
  const { filters, state, onChange } = props;
  return (
    <Menu>
      <Menu.Target>
        <Chip className="add" label={<AddLabel />} />
      </Menu.Target>
      <Menu.Dropdown>
        {filters.map((filter) =>
          filter.kind === 'flag' ? (
            <Menu.Item key={filter.id} onClick={() => onChange(withFilter(state, filter.id, ['1']))}>
              {filter.label}
            </Menu.Item>
          ) : (
            <Menu.Sub key={filter.id}>
              <Menu.Sub.Target>
                <Menu.Sub.Item>{filter.label}</Menu.Sub.Item>
              </Menu.Sub.Target>
              <Menu.Sub.Dropdown>
                {(filter.options ?? []).map((option) => (
                  <Menu.Item key={option.value} onClick={() => onChange(withFilter(state, filter.id, [option.value]))}>
                    {option.label}
                  </Menu.Item>
                ))}
              </Menu.Sub.Dropdown>
            </Menu.Sub>
          ),
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function AddLabel() {
  return (
    <>
      <Glyph icon={IconAdd} size={12} />
      Filter
    </>
  );
}
