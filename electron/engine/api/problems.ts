/**
 * Errors become problem details here and nowhere else. What the services throw is the closed set (ARCHITECTURE.md,
 * Errors); Fastify's own refusals are known by their code; anything else is a bug: logged whole, told without its text.
 */

import type { z } from 'zod';
import { type Problem, type ProblemKind, problem } from '../../../shared/contract/problem.ts';
import { fieldProblems } from '../../../shared/contract/wording.ts';
import { LoginFailed, TooBusy, TooManyAttempts } from '../operators/service.ts';
import { Conflict, Forbidden, Invalid, NotFound, StorageUnavailable } from '../store/errors.ts';

/** A refusal that the HTTP layer itself decides on, such as a missing session. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly kind: ProblemKind;
  constructor(kind: ProblemKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** The request does not fit the contract. `issues` are zod's; `root` is what the empty path is called. */
export class Unfit extends Error {
  override readonly name = 'Unfit';
  readonly issues: readonly z.core.$ZodIssue[];
  readonly root: string | undefined;
  constructor(issues: readonly z.core.$ZodIssue[], root?: string) {
    super('the request does not fit the contract');
    this.issues = issues;
    this.root = root;
  }
}

/** Errors of rooms that the API does not import, by the class's own name. */
const kindOfName: Readonly<Record<string, ProblemKind>> = {
  RouterUnreachable: 'router-unreachable',
  RouterRefused: 'router-refused',
};

/** Fastify's refusals before a handler runs, by `code`. */
const kindOfCode: Readonly<Record<string, ProblemKind>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media',
  FST_STATIC_FORBIDDEN_PATH: 'not-found', // a path out of the console's folder
};

const adviceOfCode: Readonly<Record<string, string>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'Send fewer rows per request (20 MB for bulk, 1 MB otherwise).',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'Send application/json; bulk operations also take text/csv.',
};

interface Coded extends Error {
  readonly code?: unknown;
  readonly statusCode?: unknown;
}

/** Any other refusal of Fastify or its plugins is about a request that cannot be read; what is no refusal is a bug. */
function kindOfFastify({ code, statusCode }: Coded): ProblemKind | undefined {
  if (typeof code !== 'string' || !code.startsWith('FST_')) return undefined;
  const isRefusal = typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500;
  return kindOfCode[code] ?? (isRefusal ? 'malformed' : undefined);
}

/** At most this many complaints travel; the detail says how many there were. */
const errorsMax = 1000;

function many(kind: ProblemKind, errors: Problem['errors']): Problem {
  const first = errors[0];
  const detail =
    errors.length === 1 && first
      ? `${first.field} ${first.message}`
      : `${errors.length} fields are wrong${errors.length > errorsMax ? `; the first ${errorsMax} are listed` : ''}`;
  return problem(kind, detail, { errors: errors.slice(0, errorsMax) });
}

/** The problem that a caller is told for `error`. A bug keeps its text for the log. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Unfit) return many('invalid', fieldProblems(error.issues, error.root));
  if (error instanceof Invalid) return many('invalid', [...error.faults]);
  if (error instanceof Conflict) {
    return problem('conflict', error.message, {
      errors: error.field === undefined ? [] : [{ field: error.field, message: error.message }],
    });
  }
  if (error instanceof NotFound) return problem('not-found', error.message);
  if (error instanceof Forbidden) return problem('forbidden', error.message);
  if (error instanceof StorageUnavailable) return problem('storage-unavailable', error.message);
  if (error instanceof LoginFailed) return problem('unauthenticated', error.message);
  if (error instanceof TooManyAttempts) {
    return problem('too-many-attempts', error.message, { retryAfterSeconds: error.retryAfterSeconds });
  }
  if (error instanceof TooBusy) return problem('too-many-attempts', error.message, { retryAfterSeconds: 1 });
  if (error instanceof Refused) return problem(error.kind, error.message);
  if (error instanceof Error) {
    const byName = kindOfName[error.name];
    if (byName) return problem(byName, error.message);
    const byCode = kindOfFastify(error);
    if (byCode) {
      const advice = adviceOfCode[(error as Coded).code as string];
      return problem(byCode, advice === undefined ? error.message : `${error.message}. ${advice}`);
    }
  }
  return problem('bug', 'The engine made a mistake; nothing is known to be wrong with the request. See the log.');
}
