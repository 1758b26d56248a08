/**
 * Finds what only the database knows of open sessions: their ids and full names. A session that is not committed yet
 * is not found; ask again later.
 *
 * Few are looked up by their subscriber (0.2 ms each), many by reading the open sessions in pages, newest first, until
 * all are found (15 ms a page of a thousand while 10,000 are open). The event loop breathes in between.
 */
import type { Reads, SessionView } from '../store/reads.ts';
import type { OpenSession } from './ports.ts';
import type { StoredPart } from './session-view.ts';

export interface SessionFinderPorts {
  readonly reads: { readonly sessions: Pick<Reads['sessions'], 'open'> };
  readonly breathe: () => Promise<void>;
}

/** Up to this many lookups cost less than a page. */
export const fewMax = 64;
const lookupsPerBreath = 16;
const pageRows = 1000;

export type SessionFinder = (
  tenantId: number,
  wanted: ReadonlyMap<string, OpenSession>,
) => Promise<ReadonlyMap<string, StoredPart>>;

export function createSessionFinder({ reads, breathe }: SessionFinderPorts): SessionFinder {
  return async function find(tenantId, wanted) {
    const found = new Map<string, StoredPart>();
    const take = (views: readonly SessionView[]): void => {
      for (const { sessionKey, id, fullName } of views)
        if (wanted.has(sessionKey)) found.set(sessionKey, { id, fullName });
    };

    async function bySubscriber(): Promise<void> {
      const subscriberIds = new Set([...wanted.values()].map(({ row }) => row.subscriberId));
      let lookups = 0;
      for (const subscriberId of subscriberIds) {
        const whose = subscriberId === null ? { orphan: true } : { subscriberId };
        take((await reads.sessions.open({ tenantId }, { ...whose, limit: pageRows })).items);
        lookups += 1;
        if (lookups % lookupsPerBreath === 0) await breathe();
      }
    }

    async function byPages(): Promise<void> {
      for (let cursor: string | undefined; ; ) {
        const page = await reads.sessions.open(
          { tenantId },
          { sort: 'startAt', order: 'desc', limit: pageRows, cursor },
        );
        take(page.items);
        cursor = page.nextCursor;
        if (cursor === undefined || found.size === wanted.size) return;
        await breathe();
      }
    }

    await (wanted.size <= fewMax ? bySubscriber() : byPages());
    return found;
  };
}
