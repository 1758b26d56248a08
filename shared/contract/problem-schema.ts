/** The shape of a problem (see `problem.ts`), for OpenAPI, for the live topics and for whoever judges one. */
import { z } from 'zod';
import { type ProblemKind, problemKinds } from './problem.ts';

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
