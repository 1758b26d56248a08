/** One command of one API connection, as the menus see it. */

import type { RouterRequest, Row } from '../../routeros/words.ts';
import type { ApiPolicy } from '../router-state.ts';

export interface ApiCall {
  readonly request: RouterRequest;
  /** One `!re`: words such as `=name=ether1`. */
  row(words: readonly string[]): void;
  /** `!empty`, on versions that have it. */
  empty(): void;
  /** `!done`; nothing may follow. */
  done(attributes?: Row): void;
  /** `!trap` and its `!done`. */
  trap(message: string, category?: number): void;
  /**
   * The command goes on after the menu returned. `stop` is called once, when it is over for whatever reason: `done`,
   * `trap`, `/cancel`, the connection's end.
   */
  keepRunning(stop: () => void): void;
}

export interface Command {
  /** What the user's group must allow. */
  readonly policy: ApiPolicy;
  run(call: ApiCall): void;
}

/** By full path: `/ppp/active/print`. */
export type Commands = Readonly<Record<string, Command>>;

export const attributeWord = (name: string, value: string): string => `=${name}=${value}`;

/** Traps on the first argument that the command does not know, as RouterOS does; true when all are known. */
export function takesOnly(call: ApiCall, known: readonly string[]): boolean {
  const unknown = Object.keys(call.request.attributes).find((name) => !known.includes(name));
  if (unknown === undefined) return true;
  call.trap(`unknown parameter ${unknown}`);
  return false;
}

/** Ids of `=.id=*1,*2` or `=numbers=…`. */
export function idsOf({ attributes }: RouterRequest): string[] {
  return (attributes['.id'] ?? attributes.numbers ?? '').split(',').filter(Boolean);
}
