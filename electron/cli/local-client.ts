/** The typed client without a network: input judged and output cut by the contract, exactly as over HTTP. */
import type { z } from 'zod';
import { ApiProblem, type Client } from '../../shared/contract/client.ts';
import { type OperationName, type Output, operations } from '../../shared/contract/contract.ts';
import type { Operation } from '../../shared/contract/operation.ts';
import { wording } from '../../shared/contract/wording.ts';
import { problemOf, Unfit } from '../engine/api/problems.ts';
import type { ApiHandlers } from '../engine/api/routes.ts';
import type { Caller } from '../engine/operators/service.ts';

const noCookies = { address: 'local', setSession: () => undefined, clearSession: () => undefined };

export function createLocalClient(handlers: ApiHandlers, caller: Caller): Client {
  return {
    async call<N extends OperationName>(name: N, ...[given]: [input?: unknown]): Promise<Output<N>> {
      const { params, query, body, output }: Operation = operations[name];
      const input = (given ?? {}) as { readonly [part: string]: unknown };
      try {
        const parsed = {
          params: judge(params, input.params ?? {}, '(path)'),
          query: judge(query, input.query ?? {}, '(query)'),
          body: judge(body, input.body, '(body)'),
        };
        const handle = handlers[name] as (caller: Caller, input: unknown, transport: unknown) => Promise<unknown>;
        return output.parse(await handle(caller, parsed, noCookies)) as Output<N>;
      } catch (error) {
        const told = problemOf(error);
        if (told.kind === 'bug') throw error;
        throw new ApiProblem(told);
      }
    },
  };
}

function judge(schema: z.ZodType, value: unknown, root: string): unknown {
  const result = schema.safeParse(value, { error: wording });
  if (result.success) return result.data;
  throw new Unfit(result.error.issues, root);
}
