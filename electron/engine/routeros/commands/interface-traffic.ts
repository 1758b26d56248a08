import type { CommandOptions, RouterCall } from '../connection.ts';
import { RouterRefused } from '../errors.ts';
import { parseCount } from '../values.ts';
import { isOneOf, printWords, type Row } from '../words.ts';

/** How fast a session's interface moves, bit/s. The router sends what the subscriber downloads. */
export interface InterfaceTraffic {
  /** `tx-bits-per-second` */
  readonly downBps: number;
  /** `rx-bits-per-second` */
  readonly upBps: number;
}

/**
 * The rates of many interfaces in one `/interface/monitor-traffic once` (routeros.md §4), by name; what could not be
 * measured is absent. Names with a comma cannot be asked for: it separates them.
 *
 * The router refuses the whole command when one of the interfaces is gone, as after a redial. Then it is asked which
 * still exist, and those are measured: three calls instead of one, once per vanished interface.
 *
 * @throws RouterUnreachable, RouterRefused
 */
export async function readInterfaceTraffic(
  call: RouterCall,
  names: readonly string[],
  options?: CommandOptions,
): Promise<ReadonlyMap<string, InterfaceTraffic>> {
  const askable = names.filter((name) => name !== '' && !name.includes(','));
  if (askable.length === 0) return new Map();
  try {
    return await monitorOnce(call, askable, options);
  } catch (error) {
    if (!(error instanceof RouterRefused) || error.kind === 'permission' || error.kind === 'no-such-command')
      throw error;
    const { rows } = await call(printWords('/interface', ['name'], isOneOf('name', askable)), options);
    const present = new Set(rows.map((row) => row.name));
    const left = askable.filter((name) => present.has(name));
    if (left.length === askable.length) throw error; // it was refused for another reason
    return left.length === 0 ? new Map() : monitorOnce(call, left, options);
  }
}

async function monitorOnce(
  call: RouterCall,
  names: readonly string[],
  options: CommandOptions | undefined,
): Promise<ReadonlyMap<string, InterfaceTraffic>> {
  const words = ['/interface/monitor-traffic', `=interface=${names.join(',')}`, '=once='];
  const { rows } = await call(words, options);
  // Old versions leave the name out and answer in the order asked.
  const isInOrder = rows.length === names.length;
  return new Map(
    rows.flatMap((row, place) => {
      const name = row.name ?? (isInOrder ? names[place] : undefined);
      const traffic = parseInterfaceTraffic(row);
      return name !== undefined && traffic ? [[name, traffic] as const] : [];
    }),
  );
}

export function parseInterfaceTraffic(row: Row): InterfaceTraffic | undefined {
  const downBps = parseCount(row['tx-bits-per-second'] ?? '');
  const upBps = parseCount(row['rx-bits-per-second'] ?? '');
  return downBps === undefined || upBps === undefined ? undefined : { downBps, upBps };
}
