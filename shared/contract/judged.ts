/**
 * A row of a list that is judged by itself: what is wrong with it is kept as data instead of failing the list, so that
 * one answer can name the faults of all rows, those of the schema and those that only the database knows.
 */
import { z } from 'zod';
import { fault, ok, type Result } from '../domain/result.ts';
import type { FieldProblem } from './problem.ts';
import { fieldProblems, wording } from './wording.ts';

/** The row, or its faults with paths inside the row; the path of the row itself is empty. */
export type Judged<T> = Result<T, readonly FieldProblem[]>;

/** `schema`'s input, judged. In the API's description it looks like `schema`. */
export function judged<S extends z.ZodType>(schema: S) {
  const { $schema: _, ...described } = z.toJSONSchema(schema, { io: 'input' });
  const input = z.unknown() as unknown as z.ZodType<z.input<S>, z.input<S>>;
  return input
    .transform((value): Judged<z.output<S>> => {
      const result = schema.safeParse(value, { error: wording });
      return result.success ? ok(result.data) : fault(fieldProblems(result.error.issues, ''));
    })
    .meta(described);
}
