/**
 * Disconnecting many sessions: in requests of a few, so that there is progress and it can be stopped, and with a result
 * that stays. It goes on while another view is looked at. No React.
 */
import { create } from 'zustand';
import type { LiveSession } from '../../../shared/contract/operations/sessions.ts';
import { integer } from '../../ui/formats/quantity.ts';
import type { Severity } from '../../ui/marks/severity.ts';
import { engine } from '../engine.ts';
import { listTrouble } from '../list/use-list.ts';

export type Who = Pick<LiveSession, 'id' | 'username'>;

export interface BulkRun {
  readonly total: number;
  /** Sessions that were asked for, whatever came of them. */
  readonly done: number;
  readonly disconnected: number;
  readonly alreadyGone: number;
  readonly failures: readonly { readonly id: number; readonly username: string | null; readonly detail: string }[];
  readonly isRunning: boolean;
  /** Stopped by the operator, or by an engine that does not answer. */
  readonly stopped: string | null;
}

interface BulkState {
  readonly run: BulkRun | null;
}

export const useBulkDisconnect = create<BulkState>(() => ({ run: null }));

/** In one request: a NAS takes 20 at a time, and the bar moves. */
const perRequest = 20;
let isCancelled = false;

/** Ends all of them; a second bulk waits for nobody and is refused while one runs. */
export async function disconnectMany(sessions: readonly Who[]): Promise<void> {
  if (useBulkDisconnect.getState().run?.isRunning) return;
  isCancelled = false;
  let run: BulkRun = {
    ...{
      total: sessions.length,
      done: 0,
      disconnected: 0,
      alreadyGone: 0,
      failures: [],
      isRunning: true,
      stopped: null,
    },
  };
  const tell = (change: Partial<BulkRun>): void => {
    run = { ...run, ...change };
    useBulkDisconnect.setState({ run });
  };
  tell({});
  const names = new Map(sessions.map(({ id, username }) => [id, username]));
  for (let from = 0; from < sessions.length && run.stopped === null; from += perRequest) {
    const ids = sessions.slice(from, from + perRequest).map(({ id }) => id);
    try {
      const { disconnected, alreadyGone, failures } = await engine.call('session.disconnect-many', { body: { ids } });
      const named = failures.map((one) => ({ ...one, username: one.username ?? names.get(one.id) ?? null }));
      tell({
        done: run.done + ids.length,
        disconnected: run.disconnected + disconnected,
        alreadyGone: run.alreadyGone + alreadyGone,
        failures: [...run.failures, ...named],
        ...(isCancelled && from + perRequest < sessions.length
          ? { stopped: 'Stopped: the others were not touched.' }
          : {}),
      });
    } catch (error) {
      tell({ stopped: listTrouble(error) });
    }
  }
  tell({ isRunning: false });
}

/** What is on its way ends; nothing more is begun. */
export function cancelBulk(): void {
  isCancelled = true;
}

export function closeBulk(): void {
  useBulkDisconnect.setState({ run: null });
}

/** What the bar says, and how bad it is; no severity while it runs. */
export function bulkWords({ total, done, disconnected, alreadyGone, failures, isRunning, stopped }: BulkRun): {
  readonly title: string;
  readonly detail: string;
  readonly severity: Severity | undefined;
} {
  const [first] = failures;
  const said = [
    `${integer(disconnected)} disconnected`,
    alreadyGone > 0 ? `${integer(alreadyGone)} were gone already` : '',
    first
      ? `${integer(failures.length)} may still be online (${first.username ?? `session ${first.id}`}: ${first.detail})`
      : '',
    stopped ?? '',
  ].filter(Boolean);
  return {
    title: isRunning
      ? `Disconnecting ${integer(total)} sessions`
      : `${integer(done)} of ${integer(total)} sessions asked for`,
    detail: said.join('; '),
    severity: isRunning ? undefined : failures.length > 0 || stopped !== null ? 'high' : 'ok',
  };
}
