/**
 * How a value stands in an attribute's octets, and how people write it.
 *
 * `read` gives undefined for octets that do not fit: a NAS may send anything. `write` and the values given to it are
 * ours, so what does not fit throws a RangeError. `parse` reads what an operator or an imported table wrote.
 */
export interface Form<T> {
  read(octets: Buffer, from: number, to: number): T | undefined;
  /** Writes to `into` at `at` (at least 253 octets are free there) and returns how many octets were written. */
  write(value: T, into: Buffer, at: number): number;
  print(value: T): string;
  parse(text: string): T | undefined;
  /** Where values have names: all of them. */
  readonly names?: readonly string[];
}

/** One attribute of a dictionary. `vendor` is 0 for the standard space, else the SMI enterprise number. */
export interface Attribute<T = unknown> {
  readonly name: string;
  readonly vendor: number;
  readonly type: number;
  readonly form: Form<T>;
  /** Its value, even encrypted, helps to find a password or a key: traces show a mask (spec X61). */
  readonly isSecret: boolean;
  /** Only the codec can make it (digests, encrypted values): refused where text from an operator is encoded. */
  readonly isComputed: boolean;
}

export interface Entry<T> {
  readonly type: number;
  readonly form: Form<T>;
  readonly secret?: true;
  readonly computed?: true;
}

type Dictionary<E> = { readonly [N in keyof E]: E[N] extends Entry<infer T> ? Attribute<T> : never };

/** Names a table of attributes; `vendor` is the enterprise number when they travel inside Vendor-Specific. */
export function dictionary<const E extends Readonly<Record<string, Entry<unknown>>>>(
  entries: E,
  vendor = 0,
): Dictionary<E> {
  return Object.fromEntries(
    Object.entries(entries).map(([name, { type, form, secret = false, computed = false }]) => [
      name,
      { name, vendor, type, form, isSecret: secret, isComputed: computed } satisfies Attribute,
    ]),
  ) as Dictionary<E>;
}
