/**
 * Errors as they cross the boundary: RFC 9457 problem details with `errors: [{ field, message }]`.
 *
 * `kind` is the closed word that programs decide by; `title` and `detail` are for people. One place in the engine makes
 * problems (`api/problems.ts`), one in each face shows them.
 */
import { z } from 'zod';

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

/** One complaint about one field; `field` is the caller's own path, such as `dailyTiers[2].fromBytes`. */
export const FieldProblem = z.object({ field: z.string(), message: z.string() });
export type FieldProblem = z.output<typeof FieldProblem>;

export const Problem = z
  .object({
    type: z.string().describe('urn:lastmile:problem:<kind>'),
    kind: z.enum(Object.keys(problemKinds) as [ProblemKind, ...ProblemKind[]]),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('What happened, to which one, and what to do next'),
    instance: z.string().optional().describe('The path that was asked for'),
    requestId: z.string().optional().describe('Finds the request in the log'),
    retryAfterSeconds: z.int().optional(),
    errors: z.array(FieldProblem).describe('One entry per wrong field; empty when no field is to blame'),
  })
  .meta({ id: 'Problem', title: 'Problem details (RFC 9457)' });
export type Problem = z.output<typeof Problem>;

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
