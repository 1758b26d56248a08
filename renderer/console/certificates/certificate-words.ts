/** Rules and words of certificates that need no React. Pure. */
import type { Certificate } from '../../../shared/contract/operations/certificates.ts';
import type { Severity } from '../../ui/marks/severity.ts';

export type Stage = Certificate['stage'];

export const stageSeverity: Readonly<Record<Stage, Severity>> = {
  fine: 'ok',
  'in-30-days': 'warn',
  'in-7-days': 'high',
  'in-1-day': 'crit',
  expired: 'crit',
};

export const kindName: Readonly<Record<Certificate['kind'], string>> = {
  authority: 'Authority',
  server: 'This server',
  client: 'NAS',
};

const dayMs = 86_400_000;

/** As the engine judges it; for lists that carry the end alone. */
export function stageOfEnd(expiresAt: number, now: number): Stage {
  const left = expiresAt - now;
  if (left <= 0) return 'expired';
  if (left <= dayMs) return 'in-1-day';
  if (left <= 7 * dayMs) return 'in-7-days';
  return left <= 30 * dayMs ? 'in-30-days' : 'fine';
}

/** What was typed, one name per word or line; empty when nothing was. */
export const namesOf = (text: string): string[] => text.split(/[\s,;]+/).filter(Boolean);

/** `a1b2c3d4…e5f60718`. */
export const shortHex = (hex: string): string => (hex.length <= 20 ? hex : `${hex.slice(0, 8)}…${hex.slice(-8)}`);
