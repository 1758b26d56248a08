/** A check attribute: what an Access-Request must say for its subscriber, or a member of its group, to be let in. */
import { parsePattern, type SafePattern } from './safe-pattern.ts';

export const checkOperators = ['==', '!=', '=~'] as const;
export type CheckOperator = (typeof checkOperators)[number];

export interface CheckRow {
  readonly attribute: string;
  readonly op: CheckOperator;
  readonly value: string;
}

/** What the data plane can evaluate from memory; anything else is refused where it is typed. */
export const checkAttributes = [
  'NAS-IP-Address',
  'NAS-Identifier',
  'NAS-Port-Type',
  'NAS-Port-Id',
  'Called-Station-Id',
  'Calling-Station-Id',
  'Service-Type',
  'Framed-Protocol',
] as const;
export type CheckAttribute = (typeof checkAttributes)[number];

export const isCheckAttribute = (name: string): name is CheckAttribute =>
  (checkAttributes as readonly string[]).includes(name);

/** Patterns by their text: the same one stands in many rows, and parsing is not for every login. */
const patterns = new Map<string, SafePattern | undefined>();
const patternsKept = 1000;

function patternOf(source: string): SafePattern | undefined {
  if (patterns.has(source)) return patterns.get(source);
  if (patterns.size >= patternsKept) patterns.clear();
  const parsed = parsePattern(source);
  const pattern = parsed.ok ? parsed.value : undefined;
  patterns.set(source, pattern);
  return pattern;
}

const hexDigits = /[^0-9a-f]/gi;
/** The twelve digits of a MAC address in any spelling; undefined when it is none (L2TP sends an IP address). */
function macDigits(text: string): string | undefined {
  const digits = text.replace(hexDigits, '').toLowerCase();
  return digits.length === 12 && text.length <= 17 ? digits : undefined;
}

/**
 * Whether what the request says (absent is '') satisfies the row. An absent attribute equals nothing, so `==` and `=~`
 * fail and `!=` holds. MAC addresses of Calling-Station-Id are equal in any spelling.
 */
export function satisfies({ attribute, op, value }: CheckRow, said: string): boolean {
  if (op === '=~') return said !== '' && (patternOf(value)?.matches(said) ?? false);
  const isEqual = said === value || (attribute === 'Calling-Station-Id' && isSameMac(said, value));
  return op === '==' ? isEqual : !isEqual;
}

function isSameMac(one: string, other: string): boolean {
  const digits = macDigits(one);
  return digits !== undefined && digits === macDigits(other);
}
