/** What may be written as a reply or a check attribute: the dictionary's word, at the field that it is about. */
import { type CheckRow, checkAttributes, isCheckAttribute } from '../../../shared/domain/check-row.ts';
import type { FieldFault } from '../../../shared/domain/field-fault.ts';
import type { ReplyRow } from '../../../shared/domain/reply-merge.ts';
import { parsePattern } from '../../../shared/domain/safe-pattern.ts';
import { ownAddressAttributes, StaticSpace } from '../../../shared/domain/static-space.ts';
import { attributeByName } from '../radius/dictionary.ts';
import { mayRepeat, nearest, replyFault, valueFault } from '../radius/settable.ts';

export function replyFaults(rows: readonly ReplyRow[]): FieldFault[] {
  const faults: FieldFault[] = [];
  const first = new Map<string, number>();
  for (const [index, [name, value]] of rows.entries()) {
    const message = replyFault(name, value);
    const isValue = message?.startsWith('must be ');
    if (message !== undefined) faults.push({ field: `reply[${index}].${isValue ? 'value' : 'name'}`, message });
    const key = mayRepeat(name) ? `${name} ${value}` : name;
    const twin = first.get(key);
    if (twin !== undefined) {
      faults.push({
        field: `reply[${index}].name`,
        message: mayRepeat(name) ? `is the same as row ${twin + 1}` : `may stand once, and stands in row ${twin + 1}`,
      });
    }
    first.set(key, twin ?? index);
  }
  return faults;
}

/** What belongs to one subscriber, and would be everybody's in a group; a static IP is refused by the dictionary's word. */
const ofOne: ReadonlySet<string> = new Set(['Framed-IPv6-Address', 'Delegated-IPv6-Prefix']);

/** Of a group's rows, beside `replyFaults`. */
export const sharedAddressFaults = (rows: readonly ReplyRow[]): FieldFault[] =>
  rows.flatMap(([name], index) =>
    ofOne.has(name)
      ? [{ field: `reply[${index}].name`, message: 'belongs to one subscriber: set it there, or name a pool here' }]
      : [],
  );

/**
 * A row that gives an address or a prefix which lies over another's; `others` are those of the tenant's other
 * subscribers. Undefined for every other row.
 */
export function takenAddressFault(
  [name, value]: ReplyRow,
  index: number,
  others: readonly { readonly address: string; readonly username: string }[],
): FieldFault | undefined {
  if (!ownAddressAttributes.includes(name)) return undefined;
  const space = new StaticSpace();
  space.add(value);
  const holder = others.find(({ address }) => space.touches(address));
  if (!holder) return undefined;
  const { address, username } = holder;
  const what = address === value.toLowerCase() ? 'belongs to' : `lies over ${address}, which belongs to`;
  return { field: `reply[${index}].value`, message: `${what} ${username}` };
}

export function checkFaults(rows: readonly CheckRow[]): FieldFault[] {
  return rows.flatMap((row, index) => checkFault(row, index) ?? []);
}

function checkFault({ attribute: name, op, value }: CheckRow, index: number): FieldFault | undefined {
  if (!isCheckAttribute(name)) {
    const near = nearest(name, checkAttributes);
    const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `it can be ${checkAttributes.join(', ')}`;
    return { field: `check[${index}].attribute`, message: `cannot be checked; ${hint}` };
  }
  const field = `check[${index}].value`;
  if (op === '=~') {
    const pattern = parsePattern(value);
    return pattern.ok ? undefined : { field, message: pattern.fault };
  }
  if (attributeByName(name)?.form.parse(value) !== undefined) return undefined;
  return { field, message: valueFault(name, value) };
}
