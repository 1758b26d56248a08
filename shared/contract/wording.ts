/**
 * What a person reads when a field is wrong: what is wrong and what is allowed, in one sentence, never the value
 * itself (it may be a password). Schemas name their own rules where the field has one; this covers the rest.
 */
import type { z } from 'zod';
import type { FieldProblem } from './problem.ts';

type RawIssue = z.core.$ZodRawIssue;

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

const countable: Readonly<Record<string, string>> = { string: 'characters', array: 'entries', set: 'entries' };

function bound(
  issue: { origin: string; inclusive?: boolean | undefined },
  word: string,
  limit: number | bigint,
): string {
  const unit = countable[issue.origin];
  if (unit) return `must have ${word} ${limit} ${unit}`;
  return issue.inclusive === false
    ? `must be ${word === 'at most' ? 'below' : 'above'} ${limit}`
    : `must be ${word} ${limit}`;
}

/** zod's error map for one issue. Given to every `safeParse` of the contract, so that messages have one source. */
export function wording(issue: RawIssue): string {
  const isMissing = issue.input == null; // null where a value is needed is the same mistake
  switch (issue.code) {
    case 'invalid_type':
      if (isMissing) return 'is required';
      return `must be ${kinds[issue.expected] ?? issue.expected}`;
    case 'too_small':
      if (issue.origin === 'string' && issue.minimum === 1) return 'must not be empty';
      return bound(issue, 'at least', issue.minimum);
    case 'too_big':
      return bound(issue, 'at most', issue.maximum);
    case 'invalid_value':
      if (isMissing) return 'is required';
      return issue.values.includes('true') ? 'must be true or false' : `must be one of ${issue.values.join(', ')}`;
    case 'unrecognized_keys':
      return 'is not a field of this request; check its spelling or leave it out';
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_union':
    case 'invalid_format':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return isMissing ? 'is required' : 'is not in a form that is understood';
  }
}

/** `['rows', 17, 'username']` → `rows[17].username`; the empty path is the request itself, `(body)` by default. */
export function fieldPath(path: readonly PropertyKey[], root = '(body)'): string {
  if (path.length === 0) return root;
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`),
    '',
  );
}

/** zod's issues as field problems, the first of each field. An unknown key is blamed by its own name. */
export function fieldProblems(issues: readonly z.core.$ZodIssue[], root?: string): FieldProblem[] {
  const found = new Map<string, string>();
  const add = (field: string, message: string): void => {
    if (!found.has(field)) found.set(field, message);
  };
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) add(fieldPath([...issue.path, key]), issue.message);
    } else add(fieldPath(issue.path, root), issue.message);
  }
  return [...found].map(([field, message]) => ({ field, message }));
}
