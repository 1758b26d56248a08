/**
 * What the console makes of the engine's answers. The engine cuts each to the contract before it leaves, and it serves
 * the page that was built with it, so the page does not judge a second time: reading ten thousand rows by schemas, and
 * loading them, cost more than drawing the rows. It looks only at what every answer has at its first level, so that one
 * of a stranger becomes a sentence and not a view that cannot be drawn.
 */
import { ApiProblem } from '../../shared/contract/client.ts';
import type { OperationName, Output } from '../../shared/contract/contract.ts';
import { operationOutlines, topicOutlines } from '../../shared/contract/outline.ts';
import { problem } from '../../shared/contract/problem.ts';
import type { Delta, Snapshot, TopicName } from '../../shared/contract/topics.ts';

const hasFields = (value: unknown, names: readonly string[]): boolean =>
  names.length === 0 || (typeof value === 'object' && value !== null && names.every((name) => name in value));

/** @throws ApiProblem when it lacks what the contract promises */
export function takeAnswer<N extends OperationName>(name: N, answer: unknown): Output<N> {
  if (hasFields(answer, operationOutlines[name].answer)) return answer as Output<N>;
  throw new ApiProblem(
    problem('bug', `This page does not understand the engine’s answer to ${name}. Load the page again.`),
  );
}

/** What a live topic says. @throws TypeError when it lacks what the contract promises */
export function takeTold<N extends TopicName, K extends 'snapshot' | 'delta'>(name: N, kind: K, data: unknown) {
  if (!hasFields(data, topicOutlines[name][kind])) throw new TypeError(`this is no ${kind} of ${name}`);
  return data as K extends 'snapshot' ? Snapshot<N> : Delta<N>;
}

/** A part of the sessions' snapshot. @throws TypeError when it lacks what the contract promises */
export function takePart(data: unknown): Pick<Snapshot<'sessions'>, 'sessions'> {
  if (!hasFields(data, topicOutlines.sessions.part ?? [])) throw new TypeError('this is no part of sessions');
  return data as Pick<Snapshot<'sessions'>, 'sessions'>;
}
