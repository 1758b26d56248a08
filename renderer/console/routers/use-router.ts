import { useCallback, useEffect, useState } from 'react';
import type { Nas } from '../../../shared/contract/operations/nas.ts';
import { toast } from '../../ui/overlay/toasts.ts';
import { engine } from '../engine.ts';
import { listTrouble } from '../list/use-list.ts';

/** One router as the engine has it, read when it is opened and after every change. */
export function useRouter(id: number | null): { readonly nas: Nas | null; readonly refresh: () => void } {
  const [nas, setNas] = useState<Nas | null>(null);
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a round reads it again
  useEffect(() => {
    if (id === null) return;
    let left = false;
    engine.call('nas.get', { params: { id } }).then(
      (found) => !left && setNas(found),
      (error: unknown) => {
        if (left) return;
        toast({ severity: 'crit', title: 'The router could not be read', detail: listTrouble(error) });
      },
    );
    return () => {
      left = true;
    };
  }, [id, round]);
  return { nas: nas?.id === id ? nas : null, refresh: useCallback(() => setRound((n) => n + 1), []) };
}
