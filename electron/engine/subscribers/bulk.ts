/** Many subscribers at once: every fault of every row is found before anything is written, and told in one answer. */
import type { Judged } from '../../../shared/contract/judged.ts';
import type { SubscriberRowIn } from '../../../shared/contract/operations/subscribers.ts';
import type { Scope } from '../store/commands.ts';
import { Conflict, type FieldFault, Invalid } from '../store/errors.ts';
import { FaultList, type Moment, type Prepared, prepareNew, type ServiceIndex } from './rows.ts';

export interface PreparedRow {
  /** Place in the caller's list. */
  readonly index: number;
  readonly row: Prepared;
}

/** The rows that may go to the store, and what is wrong with the others. */
export function prepareRows(
  scope: Scope,
  rows: readonly Judged<SubscriberRowIn>[],
  services: ServiceIndex,
  moment: Moment,
): { readonly prepared: readonly PreparedRow[]; readonly faults: FieldFault[] } {
  const faults: FieldFault[] = [];
  const prepared: PreparedRow[] = [];
  const seen = { username: new Map<string, number>(), staticIp: new Map<string, number>() };
  for (const [index, judged] of rows.entries()) {
    const path = `rows[${index}]`;
    if (!judged.ok) {
      faults.push(...judged.fault.map(({ field, message }) => ({ field: field ? `${path}.${field}` : path, message })));
      continue;
    }
    const before = faults.length;
    const own = new FaultList(`${path}.`, faults);
    const row = prepareNew(scope, judged.value, services, moment, own);
    for (const field of ['username', 'staticIp'] as const) {
      const value = judged.value[field];
      const twin = value == null ? undefined : seen[field].get(value);
      if (twin !== undefined) own.add(field, `"${value}" is also in rows[${twin}]; each may appear once`);
      else if (value != null) seen[field].set(value, index);
    }
    if (row && faults.length === before) prepared.push({ index, row });
  }
  return { prepared, faults };
}

/** The store's faults about the prepared rows, by their place in the caller's list. @throws what is no fault of a row */
export function bulkFaults(error: unknown, prepared: readonly PreparedRow[]): FieldFault[] {
  if (error instanceof Conflict && prepared.length === 1 && error.field !== undefined) {
    return [{ field: `rows[${prepared[0]!.index}].${error.field}`, message: error.message }];
  }
  if (!(error instanceof Invalid)) throw error;
  return error.faults.map(({ field, message }) => ({
    field: field.replace(/^rows\[(\d+)\]/, (_all, place: string) => `rows[${prepared[Number(place)]!.index}]`),
    message,
  }));
}

const rowOf = ({ field }: FieldFault): number => Number(/^rows\[(\d+)\]/.exec(field)?.[1] ?? -1);

export const inOrder = (faults: readonly FieldFault[]): FieldFault[] => faults.toSorted((a, b) => rowOf(a) - rowOf(b));
