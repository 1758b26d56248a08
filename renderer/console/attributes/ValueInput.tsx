import { Autocomplete } from '@mantine/core';
import { useId } from 'react';
import { type PoolChoice, poolFacts, poolNote, poolsFor } from './pool-choices.ts';

export const shownSuggestions = 40;

export interface ValueInputProps {
  readonly attribute: string;
  readonly label: string;
  /** Names of values, where the attribute has them. */
  readonly values: readonly string[];
  readonly placeholder: string;
  readonly value: string;
  /** null: not known. */
  readonly pools: readonly PoolChoice[] | null;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}

/** The value of a reply attribute. Where it names a pool, ours are suggested; a router may have others. */
export function ValueInput({ attribute, label, values, placeholder, value, pools, error, onChange }: ValueInputProps) {
  const noteId = useId();
  const fitting = poolsFor(pools ?? [], attribute);
  const factsOf = new Map(fitting.map((pool) => [pool.name, poolFacts(pool)]));
  const note = poolNote(pools, attribute, value);
  return (
    <div className="attribute-value">
      <Autocomplete
        aria-label={label}
        aria-describedby={note === undefined ? undefined : noteId}
        className="mono-input"
        placeholder={placeholder}
        data={fitting.length > 0 ? fitting.map(({ name }) => name) : [...values]}
        // Once a pool is chosen its name would filter out the others.
        {...(factsOf.has(value) ? { filter: ({ options }) => options } : {})}
        renderOption={({ option }) => (
          <span className="attribute-option">
            <span className="ellip">{option.value}</span>
            {factsOf.has(option.value) && <span className="t3">{factsOf.get(option.value)}</span>}
          </span>
        )}
        limit={shownSuggestions}
        value={value}
        error={error}
        spellCheck={false}
        onChange={onChange}
      />
      {note !== undefined && (
        <p id={noteId} className="form-note">
          {note}
        </p>
      )}
    </div>
  );
}
