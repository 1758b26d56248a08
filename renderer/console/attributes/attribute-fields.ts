/** Attributes as they stand in a form, and what can be said of them while they are typed: pure. */
import type { DictionaryEntry } from '../../../shared/contract/operations/groups.ts';
import { type CheckOperator, checkAttributes } from '../../../shared/domain/check-row.ts';
import { parsePattern } from '../../../shared/domain/safe-pattern.ts';

export interface ReplyFields {
  /** Keeps React's rows apart when one in the middle is removed. */
  readonly key: number;
  readonly name: string;
  readonly value: string;
}

export interface CheckFields {
  readonly key: number;
  readonly attribute: string;
  readonly op: CheckOperator;
  readonly value: string;
}

let nextKey = 1;
export const emptyReply = (): ReplyFields => ({ key: nextKey++, name: '', value: '' });
export const emptyCheck = (): CheckFields => ({ key: nextKey++, attribute: 'Called-Station-Id', op: '==', value: '' });

export const replyFieldsOf = (rows: readonly { readonly name: string; readonly value: string }[]): ReplyFields[] =>
  rows.map(({ name, value }) => ({ ...emptyReply(), name, value }));
export const checkFieldsOf = (rows: readonly Omit<CheckFields, 'key'>[]): CheckFields[] =>
  rows.map(({ attribute, op, value }) => ({ ...emptyCheck(), attribute, op, value }));

/** For the engine: what is empty on both sides was never begun. */
export const replyBody = (rows: readonly ReplyFields[]) =>
  rows
    .filter(({ name, value }) => name !== '' || value !== '')
    .map(({ name, value }) => ({ name: name.trim(), value }));
export const checkBody = (rows: readonly CheckFields[]) =>
  rows.filter(({ value }) => value !== '').map(({ attribute, op, value }) => ({ attribute, op, value }));

export const operators: readonly { readonly value: CheckOperator; readonly label: string }[] = [
  { value: '==', label: 'is' },
  { value: '!=', label: 'is not' },
  { value: '=~', label: 'matches' },
];

type Dictionary = ReadonlyMap<string, DictionaryEntry>;

/** Names that a reply may hold; those that may not are told when they are typed out. */
export const replyNames = (dictionary: Dictionary): string[] =>
  [...dictionary.values()].filter(({ whyNot }) => whyNot === null).map(({ name }) => name);

/** What is wrong with a name, or undefined. The engine has the last word. */
export function nameFault(dictionary: Dictionary, name: string): string | undefined {
  const entry = dictionary.get(name.trim());
  return entry?.whyNot ?? undefined;
}

/** What a value looks like, beside its input. */
export function valueHint(dictionary: Dictionary, name: string): string {
  const entry = dictionary.get(name.trim());
  if (!entry) return name === '' ? 'Value' : '0x…';
  return entry.values.length > 0 ? entry.values.slice(0, 3).join(', ') : entry.form;
}

export const valuesOf = (dictionary: Dictionary, name: string): readonly string[] =>
  dictionary.get(name.trim())?.values ?? [];

export function patternFault({ op, value }: Pick<CheckFields, 'op' | 'value'>): string | undefined {
  if (op !== '=~') return undefined;
  const parsed = parsePattern(value);
  return parsed.ok ? undefined : parsed.fault;
}

export const checkNames: readonly string[] = checkAttributes;
