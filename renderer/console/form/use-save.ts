import { useState } from 'react';
import { ApiProblem } from '../../../shared/contract/client.ts';
import type { FieldFault } from '../../../shared/domain/field-fault.ts';
import { listTrouble } from '../list/use-list.ts';

/** What is wrong, by the field's path in the operation's body: `dailyTiers[1].fromBytes`. */
export type Faults = ReadonlyMap<string, string>;

export const faultsOf = (list: readonly FieldFault[]): Faults => {
  const faults = new Map<string, string>();
  for (const { field, message } of list) faults.set(field, faults.get(field) ?? message);
  return faults;
};

/**
 * What the engine refused, split into what the form has an input for and the rest. `knows` is asked for each path; a
 * path below an input (`api.tls.fingerprint256` under `api.tls`) belongs to the nearest one above it.
 */
export function placed(
  error: unknown,
  knows: (field: string) => boolean,
): { readonly faults: Faults; readonly trouble: string | null } {
  if (!(error instanceof ApiProblem)) return { faults: new Map(), trouble: listTrouble(error) };
  const { detail, errors } = error.problem;
  const faults: FieldFault[] = [];
  const rest: string[] = [];
  for (const { field, message } of errors) {
    const home = pathsUp(field).find(knows);
    // A sentence of its own (a conflict) needs no field before it.
    if (home === undefined) rest.push(/^[A-Z]/.test(message) ? message : `${field} ${message}`);
    else faults.push({ field: home, message });
  }
  if (errors.length === 0) rest.push(detail);
  return { faults: faultsOf(faults), trouble: rest.length > 0 ? rest.join('; ') : null };
}

/** The path and those above it: `a[0].b`, `a[0]`, `a`. */
function pathsUp(field: string): string[] {
  const paths = [field];
  let path = field;
  while (/[.[]/.test(path)) {
    path = path.replace(/(\.[^.[]*|\[[^[]*)$/, '');
    paths.push(path);
  }
  return paths;
}

export interface Saving {
  readonly busy: boolean;
  /** What the engine said of fields; gone with the next attempt. */
  readonly faults: Faults;
  /** What it said of none. */
  readonly trouble: string | null;
  /** Runs the call; null when it was refused. */
  readonly run: <T>(work: () => Promise<T>) => Promise<T | null>;
  /** A fault goes as soon as its field is changed. */
  readonly forget: (field: string) => void;
}

const NO_FAULTS: Faults = new Map();

/** One save at a time, with the engine's complaints at their fields. */
export function useSave(knows: (field: string) => boolean): Saving {
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<{ readonly faults: Faults; readonly trouble: string | null }>({
    faults: NO_FAULTS,
    trouble: null,
  });
  return {
    busy,
    ...told,
    run: async (work) => {
      if (busy) return null;
      setBusy(true);
      setTold({ faults: NO_FAULTS, trouble: null });
      try {
        return await work();
      } catch (error) {
        setTold(placed(error, knows));
        return null;
      } finally {
        setBusy(false);
      }
    },
    forget: (field) => {
      if (!told.faults.has(field)) return;
      setTold({ ...told, faults: new Map([...told.faults].filter(([name]) => name !== field)) });
    },
  };
}
