/**
 * The typed client of the API, for the console, the command line and tests. It brings no network of its own: `fetch` is
 * a port, so that shared/ needs neither DOM nor Node types. Nor does it bring the contract's schemas: the console calls
 * without them (`outline.ts`), the command line holds each answer against them (`judge.ts`).
 */
import type { ClientInput, OperationName, Output } from './contract.ts';
import type { Method, Path } from './operation.ts';
import { apiBase, csrfHeader } from './paths.ts';
import { type Problem, problem, readProblem } from './problem.ts';

export interface ResponseLike {
  readonly ok: boolean;
  readonly status: number;
  text(): Promise<string>;
}

/** The part of `fetch` that the client uses; the platform's own fits. */
export type FetchLike = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string },
) => Promise<ResponseLike>;

/** Where an operation is. */
export interface Route {
  readonly method: Method;
  readonly path: Path;
}

export interface ClientPorts {
  readonly fetch: FetchLike;
  /** Where each operation is: the contract itself, or its outline. */
  readonly routes: Readonly<Record<OperationName, Route>>;
  /** Takes an answer for what the contract says, or throws. */
  readonly judge: <N extends OperationName>(name: N, answer: unknown) => Output<N> | Promise<Output<N>>;
  /** Origin of the engine without a trailing slash; empty for the page's own. */
  readonly baseUrl?: string;
  /** Headers of every call, such as `authorization`. */
  readonly headers?: () => Readonly<Record<string, string>>;
  /** The value of `x-csrf`, when a cookie session has one. */
  readonly csrf?: () => string | undefined;
}

/** The engine answered with a problem. `problem.kind` is the word to decide by. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly problem: Problem;
  constructor(told: Problem) {
    super(told.detail);
    this.problem = told;
  }
}

/** No answer of the engine came back; what was sent may or may not have been done. */
export class EngineUnreachable extends Error {
  override readonly name = 'EngineUnreachable';
}

export interface Client {
  /** Calls one operation. @throws ApiProblem, EngineUnreachable */
  call<N extends OperationName>(
    name: N,
    ...input: object extends ClientInput<N> ? [input?: ClientInput<N>] : [input: ClientInput<N>]
  ): Promise<Output<N>>;
}

interface LooseInput {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** `/subscribers/:id` with its parameters and query filled in; undefined and null query values are left out. */
export function operationUrl(route: Pick<Route, 'path'>, input: LooseInput = {}): string {
  const path = route.path.replaceAll(/:(\w+)/g, (_all, key: string) => encodeURIComponent(String(input.params?.[key])));
  const query = Object.entries(input.query ?? {})
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`);
  return `${apiBase}${path}${query.length > 0 ? `?${query.join('&')}` : ''}`;
}

export function createClient({ fetch, routes, judge, baseUrl = '', headers, csrf }: ClientPorts): Client {
  return {
    async call<N extends OperationName>(name: N, ...[given]: [input?: unknown]): Promise<Output<N>> {
      const input = (given ?? {}) as LooseInput;
      const route = routes[name];
      const { method } = route;
      const token = method === 'GET' ? undefined : csrf?.();
      const init = {
        method,
        headers: {
          accept: 'application/json',
          ...(input.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === undefined ? {} : { [csrfHeader]: token }),
          ...headers?.(),
        },
        ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
      };
      const { response, text } = await ask(fetch, `${baseUrl}${operationUrl(route, input)}`, init);
      const answer = parseJson(text);
      if (!response.ok) throw new ApiProblem(readProblem(answer) ?? notOurs(response.status));
      if (answer === undefined) throw new ApiProblem(notOurs(response.status));
      return judge(name, answer);
    },
  };
}

async function ask(
  fetch: FetchLike,
  url: string,
  init: Parameters<FetchLike>[1],
): Promise<{ readonly response: ResponseLike; readonly text: string }> {
  try {
    const response = await fetch(url, init);
    return { response, text: await response.text() };
  } catch (error) {
    throw new EngineUnreachable(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Something between us and the engine answered. */
const notOurs = (status: number): Problem => ({
  ...problem('bug', `The answer (HTTP ${status}) is not one of Lastmile's.`),
  status,
});
