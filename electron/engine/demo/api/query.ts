/** Query words of `print`, evaluated on a stack (MikroTik manual, API, "Queries"). */

/** A property of the row in question; undefined when it is not set. */
export type Lookup = (name: string) => string | undefined;

/** Whether a row is to be printed: everything left on the stack must be true. No words match every row. */
export function matches(queries: readonly string[], lookup: Lookup): boolean {
  const stack: boolean[] = [];
  for (const query of queries) {
    if (query.startsWith('?#')) operate(stack, query.slice(2));
    else stack.push(compare(query.slice(1), lookup));
  }
  return stack.every(Boolean);
}

function compare(query: string, lookup: Lookup): boolean {
  const sign = query[0] ?? '';
  const text = '<>=-'.includes(sign) ? query.slice(1) : query;
  const equals = text.indexOf('=');
  if (sign === '-') return lookup(text) === undefined;
  if (equals < 0) return lookup(text) !== undefined;
  const value = lookup(text.slice(0, equals));
  const wanted = text.slice(equals + 1);
  if (value === undefined) return false;
  if (sign === '<') return order(value, wanted) < 0;
  if (sign === '>') return order(value, wanted) > 0;
  return value === wanted || asBoolean(value) === asBoolean(wanted);
}

/** By number where both are, else by text. */
function order(a: string, b: string): number {
  const [left, right] = [Number(a), Number(b)];
  if (a !== '' && b !== '' && !Number.isNaN(left) && !Number.isNaN(right)) return left - right;
  return a < b ? -1 : Number(a > b);
}

/** Queries may say yes for true. Other words stand for themselves. */
function asBoolean(text: string): string {
  return text === 'yes' ? 'true' : text === 'no' ? 'false' : text;
}

/** `!` not, `&` and, `|` or, digits push a copy of that place from the top. */
function operate(stack: boolean[], operations: string): void {
  for (const [operation] of operations.matchAll(/\d+|[!&|]/g)) {
    if (operation === '!') stack.push(!stack.pop());
    else if (operation === '&') stack.push(both(stack, (a, b) => a && b));
    else if (operation === '|') stack.push(both(stack, (a, b) => a || b));
    else stack.push(stack[stack.length - 1 - Number(operation)] ?? false);
  }
}

function both(stack: boolean[], combine: (a: boolean, b: boolean) => boolean): boolean {
  const b = stack.pop() ?? false;
  const a = stack.pop() ?? false;
  return combine(a, b);
}
