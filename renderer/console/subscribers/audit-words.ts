import type { Output } from '../../../shared/contract/contract.ts';

type Entry = Output<'audit.list'>['items'][number];

const actions: Readonly<Record<string, string>> = {
  'subscriber.created': 'Added',
  'subscriber.updated': 'Changed',
  'subscriber.removed': 'Removed',
  'subscriber.attributes': 'Attributes',
  'subscriber.mac-learned': 'MAC learned',
  'subscriber.macs-cleared': 'MACs cleared',
  'fup.reset': 'FUP reset',
  'fup.undo': 'Reset undone',
  'coa.rate': 'Speed pushed',
  'coa.again': 'Pushed again',
  'coa.bulk': 'Speeds pushed',
  'quarantine.approve': 'Usage approved',
  'quarantine.void': 'Usage voided',
  'finding.resolve': 'Finding put away',
  'session.disconnect': 'Disconnected',
};

/** What was done, in a word or two; an action that has no word yet is shown by its own name. */
export const actionWords = ({ action }: Pick<Entry, 'action'>): string =>
  actions[action] ?? action.replaceAll(/[._]/g, ' ');

/** One line of what the entry says: a rate and its result, the fields that changed, or the first plain values. */
export function auditSays({ detail }: Pick<Entry, 'detail'>): string {
  if (!isRecord(detail)) return '';
  const { rate, result, before, after } = detail;
  if (typeof rate === 'string') return typeof result === 'string' ? `${rate}, ${result}` : rate;
  if (isRecord(before) && isRecord(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names
      .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
      .map((name) => `${name} ${brief(before[name])} → ${brief(after[name])}`)
      .join(', ');
  }
  return Object.entries(detail)
    .filter(([name, value]) => name !== 'username' && (typeof value === 'string' || typeof value === 'number'))
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const brief = (value: unknown): string =>
  value === null || value === undefined || value === ''
    ? '–'
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);
