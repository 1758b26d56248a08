/** One round's changes of the sessions as messages of bounded size: a page reads each of them in a few milliseconds. */
import { type Delta, sessionsPerMessage, ticksPerMessage } from '../../../shared/contract/topics.ts';

export type SessionChanges = Omit<Delta<'sessions'>, 'at'>;

export const noChanges = (): SessionChanges => ({ opened: [], changed: [], ticks: [], closed: [] });

/** None when nothing changed. A session is in one list of a round only, so where the cuts fall changes nothing. */
export function* sessionMessages({ opened, changed, ticks, closed }: SessionChanges): Generator<SessionChanges> {
  const rows = opened.length + changed.length;
  if (rows + ticks.length + closed.length === 0) return;
  const count = Math.max(1, Math.ceil(rows / sessionsPerMessage), Math.ceil(ticks.length / ticksPerMessage));
  for (let at = 0; at < count; at++) {
    const [from, to] = [at * sessionsPerMessage, (at + 1) * sessionsPerMessage];
    const afterOpened = (place: number): number => Math.max(0, place - opened.length);
    yield {
      opened: opened.slice(from, to),
      changed: changed.slice(afterOpened(from), afterOpened(to)),
      ticks: ticks.slice(at * ticksPerMessage, (at + 1) * ticksPerMessage),
      closed: at === count - 1 ? closed : [],
    };
  }
}
