import type { ClientInput, Output } from '../../../shared/contract/contract.ts';
import type { Permission } from '../../../shared/contract/permissions.ts';
import { integer } from '../../ui/formats/quantity.ts';
import { confirm } from '../../ui/overlay/Confirm.tsx';
import { toast } from '../../ui/overlay/toasts.ts';
import { engine } from '../engine.ts';
import { undoAction } from '../fup/undo.ts';
import { listTrouble } from '../list/use-list.ts';
import { useSession } from '../session.ts';

/** Whether the operator's role allows it; the engine decides on its own as well. */
export const useMay = (permission: Permission): boolean =>
  useSession(({ session }) => session.kind === 'signed-in' && session.operator.permissions.includes(permission));

/** `1 subscriber`, `214 subscribers`. */
export const subscribersText = (count: number): string =>
  count === 1 ? '1 subscriber' : `${integer(count)} subscribers`;

/** What a reset did, in words: how many speeds were proven, sent, or wait. */
export function resetDetail({ coa }: Pick<Output<'fup.reset'>, 'coa'>): string {
  const parts = [
    [coa.verified, 'read back from the router'],
    [coa.acknowledged, 'acknowledged, not read back'],
    [coa.pending, 'tried again within 30 s, right at the next login anyway'],
    [coa.offline, 'offline'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, what]) => `${integer(count)} ${what}`);
  return said.length > 0 ? `${said.join('; ')}.` : 'No session was open.';
}

export interface ResetAsked {
  readonly scope: NonNullable<ClientInput<'fup.reset'>['body']>;
  readonly count: number;
  /** The name, when it is one. */
  readonly name?: string;
  /** Reads again what is on the page, when the reset was undone. */
  readonly onUndone?: () => void;
}

/** Asks, resets the daily counters and says what came of it. Resolves to whether anything was reset. */
export async function resetFup({ scope, count, name, onUndone = () => {} }: ResetAsked): Promise<boolean> {
  const whose = name ?? subscribersText(count);
  const asked = await confirm({
    title: `Reset FUP of ${whose}?`,
    body:
      count === 1
        ? 'Today’s counter starts again at 0, the daily level falls to 0, and the speed is pushed to the router. Monthly usage stays. It can be undone for 10 minutes.'
        : `Today’s counters of ${subscribersText(count)} start again at 0, their daily levels fall to 0, and their speeds are pushed to the routers. Monthly usage stays. It can be undone for 10 minutes.`,
    action: count === 1 ? 'Reset FUP' : `Reset FUP of ${integer(count)}`,
    danger: false,
  });
  if (!asked) return false;
  try {
    const outcome = await engine.call('fup.reset', { body: scope });
    toast({
      severity: outcome.coa.pending > 0 ? 'warn' : 'ok',
      title: `FUP of ${name && outcome.reset === 1 ? name : subscribersText(outcome.reset)} is reset`,
      detail: resetDetail(outcome),
      ...undoAction(outcome, name, onUndone),
    });
    return outcome.reset > 0;
  } catch (error) {
    toast({ severity: 'crit', title: `FUP of ${whose} was not reset`, detail: listTrouble(error) });
    return false;
  }
}

/** Asks, sends a Disconnect-Request for each session, and says what the routers answered. */
export async function disconnect(
  username: string,
  sessions: readonly { readonly id: number; readonly nasName: string | null; readonly nasIpAddress: string }[],
): Promise<boolean> {
  const where = sessions.map(({ nasName, nasIpAddress }) => nasName ?? nasIpAddress).join(', ');
  const asked = await confirm({
    title: `Disconnect ${username}?`,
    body: `${sessions.length === 1 ? 'The session' : `${sessions.length} sessions`} on ${where} will be cut; most modems dial in again within seconds.`,
    action: sessions.length === 1 ? 'Disconnect' : `Disconnect ${sessions.length} sessions`,
  });
  if (!asked) return false;
  for (const { id } of sessions) {
    try {
      const { outcome, detail } = await engine.call('session.disconnect', { params: { id } });
      const gone = outcome === 'disconnected' || outcome === 'already-gone';
      toast({
        severity: gone ? 'ok' : 'high',
        title: gone ? `${username} is disconnected` : `${username} is still connected`,
        detail,
      });
    } catch (error) {
      toast({ severity: 'crit', title: `${username} was not disconnected`, detail: listTrouble(error) });
    }
  }
  return true;
}
