/** Flags of one verb as data: how they are typed, what they become in the request, how the help shows them. */
import { parseArgs } from 'node:util';
import { UsageError } from './io.ts';

export interface Flag {
  /** Path of the field that it fills: `api.host`. Absent for flags that steer the command itself. */
  readonly field?: string;
  /** How the help shows the value; absent for a switch. */
  readonly value?: string;
  readonly help: string;
  /** May be given several times; the field is a list. */
  readonly isMany?: boolean;
  /** Text to value; a thrown UsageError names the flag. Default: the text itself. */
  readonly read?: (text: string, flag: string) => unknown;
}

export type Flags = Readonly<Record<string, Flag>>;
export type Given = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

export interface Parsed {
  readonly given: Given;
  readonly positionals: readonly string[];
}

/** @throws UsageError for an unknown flag or a missing value */
export function parseFlags(args: readonly string[], flags: Flags): Parsed {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: Object.fromEntries(
        Object.entries(flags).map(([name, { value, isMany }]) => [
          name,
          { type: value === undefined ? 'boolean' : 'string', multiple: isMany ?? false } as const,
        ]),
      ),
      allowPositionals: true,
      allowNegative: true,
    });
    return { given: values, positionals };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** The request's body from the flags that were given; `secrets` resolves `-` to a line of standard input. */
export async function bodyOf(
  flags: Flags,
  given: Given,
  readLine: () => Promise<string>,
): Promise<Record<string, unknown>> {
  const body: Record<string, unknown> = {};
  for (const [name, { field, read = asText, isMany }] of Object.entries(flags)) {
    const typed = given[name];
    if (field === undefined || typed === undefined) continue;
    const one = async (value: string | boolean): Promise<unknown> =>
      typeof value === 'boolean' ? value : read(value === '-' ? await readLine() : value, `--${name}`);
    const value =
      isMany && Array.isArray(typed) ? await Promise.all(typed.map(one)) : await one(typed as string | boolean);
    place(body, field.split('.'), value);
  }
  return body;
}

const asText = (text: string): unknown => text;

export const asNumber = (text: string, flag: string): number => {
  if (/^-?\d+$/.test(text.trim())) return Number(text);
  throw new UsageError(`${flag} must be a whole number, not "${text}"`);
};

/** `none` clears a field. */
export const orNone =
  (read: (text: string, flag: string) => unknown = asText) =>
  (text: string, flag: string): unknown =>
    text === 'none' ? null : read(text, flag);

function place(body: Record<string, unknown>, [head, ...rest]: readonly string[], value: unknown): void {
  if (head === undefined) return;
  if (rest.length === 0) {
    body[head] = value;
    return;
  }
  body[head] ??= {};
  place(body[head] as Record<string, unknown>, rest, value);
}

/** The help's lines for a set of flags. */
export const flagHelp = (flags: Flags): string[] =>
  Object.entries(flags).map(
    ([name, { value, help, isMany }]) =>
      `  ${`--${name}${value ? ` ${value}` : ''}`.padEnd(32)}${help}${isMany ? ' (may be repeated)' : ''}`,
  );
