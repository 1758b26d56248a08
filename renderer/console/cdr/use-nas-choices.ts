import { useCallback } from 'react';
import { engine } from '../engine.ts';
import { useRead } from '../overview/use-read.ts';
import { useSession } from '../session.ts';

export interface NasChoice {
  readonly value: string;
  readonly label: string;
}

const none: readonly NasChoice[] = [];
/** Routers come and go by the week. */
const everyMs = 300_000;

/** Every NAS to filter by; none for whoever may not see them. */
export function useNasChoices(): readonly NasChoice[] {
  const maySee = useSession(
    ({ session }) => session.kind === 'signed-in' && session.operator.permissions.includes('nas.view'),
  );
  const read = useCallback(async (): Promise<readonly NasChoice[]> => {
    if (!maySee) return none;
    const { items } = await engine.call('nas.list', { query: { limit: 500, sort: 'name', order: 'asc' } });
    return items.map(({ id, name }) => ({ value: String(id), label: name }));
  }, [maySee]);
  return useRead(read, everyMs).data ?? none;
}
