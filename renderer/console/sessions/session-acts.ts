import type { LiveSession } from '../../../shared/contract/operations/sessions.ts';
import { integer } from '../../ui/formats/quantity.ts';
import { confirm } from '../../ui/overlay/Confirm.tsx';
import { toast } from '../../ui/overlay/toasts.ts';
import { engine } from '../engine.ts';
import { undoAction } from '../fup/undo.ts';
import { listTrouble } from '../list/use-list.ts';

type Who = Pick<LiveSession, 'id' | 'username' | 'subscriberId'>;

const outcomes = {
  disconnected: { severity: 'ok', words: 'is disconnected' },
  'already-gone': { severity: 'warn', words: 'was gone already' },
  refused: { severity: 'high', words: 'is still online: the NAS refused' },
  'no-answer': { severity: 'high', words: 'may still be online: the NAS did not answer' },
} as const;

/** Asks, sends Disconnect-Requests and says what the NAS answered. */
export async function disconnect(sessions: readonly Who[]): Promise<void> {
  const [first] = sessions;
  if (!first) return;
  const who = sessions.length === 1 ? first.username : `${integer(sessions.length)} sessions`;
  const sure = await confirm({
    title: `Disconnect ${who}?`,
    body: 'The NAS ends the session. A PPPoE client dials in again by itself, usually within seconds.',
    action: sessions.length === 1 ? 'Disconnect' : `Disconnect ${integer(sessions.length)}`,
    ...(sessions.length > MANY ? { typed: `${sessions.length}` } : {}),
  });
  if (!sure) return;
  if (sessions.length === 1) {
    try {
      const { outcome, detail } = await engine.call('session.disconnect', { params: { id: first.id } });
      const { severity, words } = outcomes[outcome];
      toast({ severity, title: `${first.username} ${words}`, detail });
    } catch (error) {
      toast({ severity: 'crit', title: `${first.username} was not disconnected`, detail: listTrouble(error) });
    }
    return;
  }
  const gone = { done: 0, failed: 0, why: '' };
  const queue = [...sessions];
  await Promise.all(Array.from({ length: AT_ONCE }, () => disconnectFrom(queue, gone)));
  toast({
    severity: gone.failed > 0 ? 'high' : 'ok',
    title: `${integer(gone.done)} of ${integer(sessions.length)} disconnected`,
    ...(gone.failed > 0 ? { detail: `${integer(gone.failed)} were not: ${gone.why}` } : {}),
  });
}

/** From so many on the number has to be typed. */
const MANY = 20;
/** A NAS takes a few Disconnect-Requests at a time and drops the rest. */
const AT_ONCE = 4;

async function disconnectFrom(queue: Who[], gone: { done: number; failed: number; why: string }): Promise<void> {
  for (let next = queue.shift(); next; next = queue.shift()) {
    try {
      const { outcome, detail } = await engine.call('session.disconnect', { params: { id: next.id } });
      if (outcome === 'disconnected' || outcome === 'already-gone') gone.done += 1;
      else {
        gone.failed += 1;
        gone.why = detail;
      }
    } catch (error) {
      gone.failed += 1;
      gone.why = listTrouble(error);
    }
  }
}

/** Zeroes the daily counters of the subscribers behind these sessions and says what the routers confirmed. */
export async function resetFup(sessions: readonly Who[]): Promise<void> {
  const subscriberIds = [...new Set(sessions.flatMap(({ subscriberId }) => subscriberId ?? []))];
  const [first] = sessions;
  if (!first) return;
  const who = sessions.length === 1 ? first.username : `${integer(subscriberIds.length)} subscribers`;
  if (subscriberIds.length === 0) {
    toast({ severity: 'warn', title: 'Nothing to reset', detail: `${who}: no such subscriber, an orphan session.` });
    return;
  }
  const sure = await confirm({
    title: `Reset FUP of ${who}?`,
    body: 'Today’s counters go to zero and the full speed is pushed now. The monthly counters stay. It can be undone for 10 minutes.',
    action: subscriberIds.length === 1 ? 'Reset FUP' : `Reset FUP of ${integer(subscriberIds.length)}`,
    danger: false,
    ...(subscriberIds.length > MANY ? { typed: `${subscriberIds.length}` } : {}),
  });
  if (!sure) return;
  try {
    const outcome = await engine.call('fup.reset', { body: { subscriberIds } });
    const { coa } = outcome;
    const said = [
      coa.verified > 0 ? `${integer(coa.verified)} read back` : '',
      coa.acknowledged > 0 ? `${integer(coa.acknowledged)} acknowledged, not read back` : '',
      coa.pending > 0 ? `${integer(coa.pending)} tried again within 30 s` : '',
    ].filter(Boolean);
    toast({
      severity: coa.pending > 0 ? 'warn' : 'ok',
      title: `FUP of ${who} is reset`,
      ...(said.length > 0 ? { detail: `Speed: ${said.join(', ')}.` } : {}),
      // Live rows show the level that holds by themselves.
      ...undoAction(outcome, sessions.length === 1 ? first.username : undefined, () => {}),
    });
  } catch (error) {
    toast({ severity: 'crit', title: `FUP of ${who} was not reset`, detail: listTrouble(error) });
  }
}
