import { Autocomplete, Select, TextInput } from '@mantine/core';
import { Button, IconButton } from '../../ui/controls/controls.tsx';
import { IconAdd, IconClose } from '../../ui/controls/icons.ts';
import { FormPart } from '../form/FormDrawer.tsx';
import {
  type CheckFields,
  checkNames,
  emptyCheck,
  emptyReply,
  nameFault,
  operators,
  patternFault,
  type ReplyFields,
  replyNames,
  valueHint,
  valuesOf,
} from './attribute-fields.ts';
import { namesPool } from './pool-choices.ts';
import { useDictionary } from './use-dictionary.ts';
import { usePoolChoices } from './use-pool-choices.ts';
import { shownSuggestions, ValueInput } from './ValueInput.tsx';
import './attributes.css';

/** What the engine said of a path; empty when nothing. */
export type ErrorAt = (path: string) => string | undefined;

interface RowsProps<R> {
  readonly rows: readonly R[];
  readonly errorAt: ErrorAt;
  readonly onChange: (rows: readonly R[]) => void;
}

const replaced = <R,>(rows: readonly R[], at: number, change: Partial<R>): R[] =>
  rows.map((row, place) => (place === at ? { ...row, ...change } : row));

/** Attributes of an Access-Accept: a name of the dictionary with suggestions, a value with what it looks like. */
export function ReplyRows({ rows, errorAt, onChange }: RowsProps<ReplyFields>) {
  const dictionary = useDictionary();
  const names = replyNames(dictionary);
  const pools = usePoolChoices(rows.some(({ name }) => namesPool(name)));
  return (
    <FormPart
      title="Reply attributes"
      note={rows.length === 0 ? 'none of its own' : 'what an Access-Accept carries'}
      end={
        <Button small icon={IconAdd} onClick={() => onChange([...rows, emptyReply()])}>
          Attribute
        </Button>
      }
    >
      {rows.map((row, at) => (
        <div key={row.key} className="wide attribute-line">
          <Autocomplete
            aria-label={`Attribute ${at + 1}`}
            placeholder="Framed-Pool"
            data={names}
            limit={shownSuggestions}
            value={row.name}
            error={errorAt(`reply[${at}].name`) ?? nameFault(dictionary, row.name)}
            spellCheck={false}
            onChange={(name) => onChange(replaced(rows, at, { name }))}
          />
          <ValueInput
            attribute={row.name}
            label={`Value of ${row.name || `attribute ${at + 1}`}`}
            values={valuesOf(dictionary, row.name)}
            placeholder={valueHint(dictionary, row.name)}
            value={row.value}
            pools={pools}
            error={errorAt(`reply[${at}].value`)}
            onChange={(value) => onChange(replaced(rows, at, { value }))}
          />
          <IconButton
            icon={IconClose}
            label={`Remove ${row.name || `attribute ${at + 1}`}`}
            onClick={() => onChange(rows.filter((_, place) => place !== at))}
          />
        </div>
      ))}
    </FormPart>
  );
}

/** What a request must say to be let in; all lines hold together. */
export function CheckRows({ rows, errorAt, onChange }: RowsProps<CheckFields>) {
  const dictionary = useDictionary();
  return (
    <FormPart
      title="Check attributes"
      note={rows.length === 0 ? 'none: every request will do' : 'a login that fails one is rejected'}
      end={
        <Button small icon={IconAdd} onClick={() => onChange([...rows, emptyCheck()])}>
          Check
        </Button>
      }
    >
      {rows.map((row, at) => (
        <div key={row.key} className="wide check-line">
          <Select
            aria-label={`Checked attribute ${at + 1}`}
            data={checkNames.includes(row.attribute) ? [...checkNames] : [...checkNames, row.attribute]}
            allowDeselect={false}
            value={row.attribute}
            error={errorAt(`check[${at}].attribute`)}
            onChange={(attribute) => attribute && onChange(replaced(rows, at, { attribute }))}
          />
          <Select
            aria-label={`How ${row.attribute} is compared`}
            data={[...operators]}
            allowDeselect={false}
            value={row.op}
            onChange={(op) => onChange(replaced(rows, at, { op: op as CheckFields['op'] }))}
          />
          {row.op === '=~' || valuesOf(dictionary, row.attribute).length === 0 ? (
            <TextInput
              aria-label={`Value of ${row.attribute}`}
              className="mono-input"
              placeholder={row.op === '=~' ? '^pppoe-[0-9]+$' : valueHint(dictionary, row.attribute)}
              value={row.value}
              error={errorAt(`check[${at}].value`) ?? patternFault(row)}
              spellCheck={false}
              autoComplete="off"
              onChange={(event) => onChange(replaced(rows, at, { value: event.currentTarget.value }))}
            />
          ) : (
            <Autocomplete
              aria-label={`Value of ${row.attribute}`}
              data={[...valuesOf(dictionary, row.attribute)]}
              limit={shownSuggestions}
              value={row.value}
              error={errorAt(`check[${at}].value`)}
              spellCheck={false}
              onChange={(value) => onChange(replaced(rows, at, { value }))}
            />
          )}
          <IconButton
            icon={IconClose}
            label={`Remove the check of ${row.attribute}`}
            onClick={() => onChange(rows.filter((_, place) => place !== at))}
          />
        </div>
      ))}
    </FormPart>
  );
}
