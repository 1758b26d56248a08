/** Pools and leases in words and colours: one place for the map, the table and the list of pools. */
import type { IpLease, IpPool, PoolMap } from '../../../shared/contract/operations/pools.ts';
import type { Severity } from '../../ui/marks/severity.ts';

export type CellState = PoolMap['addresses'][number]['state'] | 'free';

export const stateWord: Readonly<Record<CellState, string>> = {
  free: 'free',
  granted: 'free',
  given: 'given, not confirmed yet',
  held: 'in use',
  cooling: 'resting',
  quarantined: 'kept back',
  idle: 'free, kept for its last holder',
  fixed: 'static',
  reserved: 'reserved',
};

/** Colour of a cell, by its token. */
export const stateToken: Readonly<Record<CellState, string>> = {
  free: 'ip-free',
  granted: 'ip-free',
  given: 'heat-5',
  held: 'sev-ok-fill',
  cooling: 'sev-warn-fill',
  quarantined: 'sev-high-fill',
  idle: 'ip-quiet',
  fixed: 'ip-assigned',
  reserved: 'ip-reserved',
};

/** What the legend shows, in this order. */
export const legend: readonly CellState[] = [
  'held',
  'given',
  'cooling',
  'quarantined',
  'idle',
  'fixed',
  'reserved',
  'free',
];

export const stateSeverity: Readonly<Record<IpLease['state'], Severity>> = {
  ...{ held: 'ok', given: 'warn', cooling: 'none', quarantined: 'high', idle: 'none', granted: 'none' },
};

/** X31: from 90 % on logins are about to be refused. */
export const fillSeverity = ({ taken, usable }: Pick<IpPool, 'taken' | 'usable'>): Severity =>
  taken >= usable ? 'crit' : taken >= usable * 0.9 ? 'high' : taken >= usable * 0.75 ? 'warn' : 'ok';

/** The ranges of the text field: one a line, or with commas. */
export const rangesOf = (text: string): string[] =>
  text
    .split(/[\n,]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');

export const restWord = (seconds: number): string =>
  seconds === 0 ? 'no rest' : seconds % 60 === 0 ? `rest ${seconds / 60} min` : `rest ${seconds} s`;
