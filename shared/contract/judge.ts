/** The contract as the judge of an answer, for callers that may be older or newer than the engine. */
import type { z } from 'zod';
import { type OperationName, type Output, operations } from './contract.ts';

/** Reads an answer by its schema: unknown fields are cut off. @throws ZodError when it is not the contract's */
export const judgeAnswer = <N extends OperationName>(name: N, answer: unknown): Output<N> =>
  (operations[name].output as z.ZodType).parse(answer) as Output<N>;
