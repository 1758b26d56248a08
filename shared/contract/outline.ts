/**
 * What a page has to know of the contract, as plain data: where each operation and each topic is, and what an answer has
 * at its first level. The build of a page runs this file and puts its values in its place (`vite.renderer.config.ts`),
 * so the contract stays the one place for each of these facts and neither its schemas nor zod are loaded to call it.
 */
import { z } from 'zod';
import { type OperationName, operations } from './contract.ts';
import type { Method, Path } from './operation.ts';
import type { Permission } from './permissions.ts';
import { SessionsPart, type TopicName, topics } from './topics.ts';

export interface OperationOutline {
  readonly method: Method;
  readonly path: Path;
  /** Fields that every answer has; none where the answer is no object of fixed fields. */
  readonly answer: readonly string[];
}

export interface TopicOutline {
  readonly permission: Permission;
  /** Fields that every snapshot, delta and part has; `part` only of a topic whose snapshot may come in parts. */
  readonly snapshot: readonly string[];
  readonly delta: readonly string[];
  readonly part?: readonly string[];
}

const fieldsOf = (schema: z.ZodType): string[] =>
  schema instanceof z.ZodObject
    ? Object.entries(schema.shape as Record<string, z.ZodType>)
        .filter(([, field]) => field._zod.optout !== 'optional')
        .map(([name]) => name)
    : [];

const mapped = <K extends string, From, To>(all: Readonly<Record<K, From>>, each: (one: From, key: K) => To) =>
  Object.fromEntries(Object.entries<From>(all).map(([key, one]) => [key, each(one, key as K)])) as Record<K, To>;

export const operationOutlines: Readonly<Record<OperationName, OperationOutline>> = mapped(
  operations,
  ({ method, path, output }) => ({ method, path, answer: fieldsOf(output) }),
);

export const topicOutlines: Readonly<Record<TopicName, TopicOutline>> = mapped(
  topics,
  ({ permission, snapshot, delta }, name) => ({
    ...{ permission, snapshot: fieldsOf(snapshot), delta: fieldsOf(delta) },
    ...(name === 'sessions' ? { part: fieldsOf(SessionsPart) } : {}),
  }),
);
