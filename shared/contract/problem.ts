/**
 * Errors as they cross the boundary: RFC 9457 problem details with `errors: [{ field, message }]`.
 *
 * `kind` is the closed word that programs decide by; `title` and `detail` are for people. One place in the engine makes
 * problems (`api/problems.ts`), one in each face shows them. The schemas are in `problem-schema.ts`: a page makes and reads
 * problems without them.
 */
import type { FieldProblem, Problem } from './problem-schema.ts';

export type { FieldProblem, Problem };

/** Every kind with its HTTP status and its title. */
export const problemKinds = {
  malformed: { status: 400, title: 'The request cannot be read' },
  unauthenticated: { status: 401, title: 'Log in first' },
  forbidden: { status: 403, title: 'Not allowed' },
  'cross-site': { status: 403, title: 'Refused: the request came from another site' },
  'not-found': { status: 404, title: 'Not found' },
  conflict: { status: 409, title: 'Already taken or still in use' },
  'too-large': { status: 413, title: 'The request is too large' },
  'unsupported-media': { status: 415, title: 'This content type is not understood' },
  'unknown-host': { status: 421, title: 'Refused: this address is not known here' },
  invalid: { status: 422, title: 'Some fields are wrong; nothing was changed' },
  'too-many-attempts': { status: 429, title: 'Too many attempts' },
  bug: { status: 500, title: 'Lastmile failed' },
  'router-refused': { status: 502, title: 'The router refused' },
  'storage-unavailable': { status: 503, title: 'The database cannot be used now' },
  'router-unreachable': { status: 504, title: 'The router does not answer' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

export type ProblemKind = keyof typeof problemKinds;

export const problemType = (kind: ProblemKind): string => `urn:lastmile:problem:${kind}`;

/** Makes a problem of `kind`; `more` adds what is known about this occurrence. */
export function problem(
  kind: ProblemKind,
  detail: string,
  more: Partial<Pick<Problem, 'errors' | 'instance' | 'requestId' | 'retryAfterSeconds'>> = {},
): Problem {
  const { status, title } = problemKinds[kind];
  return { type: problemType(kind), kind, title, status, detail, errors: [], ...more };
}

/** The problem that an answer is; undefined when something between us and the engine answered. */
export function readProblem(answer: unknown): Problem | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  const { kind, title, status, detail, errors } = answer as Partial<Record<keyof Problem, unknown>>;
  const isProblem =
    typeof kind === 'string' &&
    Object.hasOwn(problemKinds, kind) &&
    typeof title === 'string' &&
    typeof detail === 'string' &&
    Number.isInteger(status) &&
    Array.isArray(errors) &&
    errors.every((error) => typeof error?.field === 'string' && typeof error.message === 'string');
  return isProblem ? (answer as Problem) : undefined;
}
