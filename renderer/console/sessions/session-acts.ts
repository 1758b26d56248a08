import { sessionsPerRequest } from '../../../shared/contract/limits.ts';
import type { LiveSession } from '../../../shared/contract/operations/sessions.ts';
import { integer } from '../../ui/formats/quantity.ts';
import { confirm } from '../../ui/overlay/Confirm.tsx';
import { toast } from '../../ui/overlay/toasts.ts';
import { engine } from '../engine.ts';
import { undoAction } from '../fup/undo.ts';
import { listTrouble } from '../list/use-list.ts';
import { disconnectMany } from './bulk-disconnect.ts';

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
  await disconnectMany(sessions);
}

/** From so many on the number has to be typed. */
const MANY = 20;
/** Pushes again what these sessions should have (`all`: every one that waits) and says what came of it. */
export async function pushAgain(sessions: readonly Pick<LiveSession, 'id' | 'username'>[] | 'all'): Promise<void> {
  const who =
    sessions === 'all'
      ? 'all that wait'
      : sessions.length === 1
        ? (sessions[0]?.username ?? '')
        : `${integer(sessions.length)} sessions`;
  try {
    const came = { verified: 0, acknowledged: 0, pending: 0, ended: 0, gone: 0 };
    for (const ids of sessions === 'all' ? [undefined] : inParts(sessions.map(({ id }) => id))) {
      const part = await engine.call('change.push', { body: ids ? { ids } : {} });
      for (const name of Object.keys(came) as (keyof typeof came)[]) came[name] += part[name];
    }
    const said = [
      came.verified > 0 ? `${integer(came.verified)} read back` : '',
      came.acknowledged > 0 ? `${integer(came.acknowledged)} acknowledged, not read back` : '',
      came.pending > 0 ? `${integer(came.pending)} still waiting, tried again each cycle` : '',
      came.ended > 0 ? `${integer(came.ended)} disconnected, as their account says` : '',
      came.gone > 0 ? `${integer(came.gone)} not online any more` : '',
    ].filter(Boolean);
    toast({
      severity: came.pending > 0 ? 'warn' : 'ok',
      title: `Pushed again: ${who}`,
      ...(said.length > 0 ? { detail: `${said.join(', ')}.` } : {}),
    });
  } catch (error) {
    toast({ severity: 'crit', title: `${who}: nothing was pushed`, detail: listTrouble(error) });
  }
}

const inParts = (ids: readonly number[]): number[][] =>
  Array.from({ length: Math.ceil(ids.length / sessionsPerRequest) }, (_, part) =>
    ids.slice(part * sessionsPerRequest, (part + 1) * sessionsPerRequest),
  );

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
