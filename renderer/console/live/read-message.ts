import { readProblem } from '../../../shared/contract/problem.ts';
import type { LiveMessage } from '../../../shared/contract/topics.ts';

/** A message of the live socket; undefined for what is none. `data` is its topic's to read. */
export function readMessage(text: string): LiveMessage | undefined {
  const message = parseJson(text) as Readonly<Record<string, unknown>> | undefined | null;
  if (typeof message !== 'object' || message === null || typeof message.topic !== 'string') return undefined;
  switch (message.kind) {
    case 'snapshot':
      return isPlaced(message) && (message.parts === undefined || isCount(message.parts)) ? said(message) : undefined;
    case 'part':
    case 'delta':
      return isPlaced(message) ? said(message) : undefined;
    case 'refused':
      return readProblem(message.problem) && said(message);
    default:
      return undefined;
  }
}

const said = (message: unknown): LiveMessage => message as LiveMessage;
const isPlaced = ({ seq, at }: Readonly<Record<string, unknown>>): boolean =>
  Number.isSafeInteger(seq) && Number.isSafeInteger(at);
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
