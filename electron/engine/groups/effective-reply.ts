/**
 * What the next Access-Accept of a subscriber carries, and where each attribute comes from. The data plane merges by
 * the same rule (`shared/domain/reply-merge.ts`); this is the same answer with names.
 */
import type { SubscriberAttributes } from '../../../shared/contract/operations/groups.ts';
import { poolAttributes } from '../../../shared/domain/pool-attribute.ts';
import type { PoolKind } from '../../../shared/domain/pool-space.ts';
import { mergeReply, type ReplyLayer, type ReplyRow } from '../../../shared/domain/reply-merge.ts';
import { mayRepeat } from '../radius/settable.ts';

type Row = SubscriberAttributes['effective'][number];

export interface Source {
  readonly source: Row['source'];
  readonly group: string | null;
}

export interface EffectiveInput {
  readonly reply: readonly ReplyRow[];
  /** Mikrotik-Rate-Limit of the effective speed; '' when it has none. */
  readonly rate: string;
  readonly groups: readonly { readonly name: string; readonly reply: readonly ReplyRow[] }[];
  readonly serviceGroup: { readonly name: string; readonly reply: readonly ReplyRow[] } | undefined;
  readonly staticIp: string | null;
  /** Pools of ours, by name and kind: their names are not sent, an address of them is. */
  readonly pools: readonly { readonly name: string; readonly kind: PoolKind }[];
  /** Acct-Interim-Interval of the server, seconds; 0 sends none. */
  readonly interimSeconds: number;
  /** Seconds to the expiry; undefined without one, or when it is over. */
  readonly expirySeconds: number | undefined;
}

const rateAttribute = 'Mikrotik-Rate-Limit';
const sessionTimeout = 'Session-Timeout';

const own: Source = { source: 'subscriber', group: null };
const speed: Source = { source: 'speed', group: null };
const server: Source = { source: 'default', group: null };
const login: Source = { source: 'login', group: null };

export function effectiveReply(input: EffectiveInput): Pick<SubscriberAttributes, 'effective' | 'overridden'> {
  const groupLayer = (source: 'group' | 'service-group', group: EffectiveInput['groups'][number]) => ({
    source: { source, group: group.name },
    rows: group.reply.filter(([name]) => name !== rateAttribute),
  });
  const layers: ReplyLayer<Source>[] = [
    { source: own, rows: input.reply },
    { source: speed, rows: input.rate === '' ? [] : [[rateAttribute, input.rate]] },
    ...input.groups.map((group) => groupLayer('group', group)),
    ...(input.serviceGroup ? [groupLayer('service-group', input.serviceGroup)] : []),
    {
      source: server,
      rows: [
        ...(input.staticIp === null ? [] : [['Framed-IP-Address', input.staticIp] as const]),
        ...(input.interimSeconds > 0 ? [['Acct-Interim-Interval', String(input.interimSeconds)] as const] : []),
      ],
    },
  ];
  const { rows, overridden } = mergeReply(layers, mayRepeat);
  const timeout = rows.find(({ name }) => name === sessionTimeout);
  const expiry = input.expirySeconds;
  const expiresFirst = expiry !== undefined && (timeout === undefined || expiry < Number(timeout.value));
  const sent: Row[] = [];
  const unused: SubscriberAttributes['overridden'] = [];
  for (const row of expiresFirst ? rows.filter((one) => one !== timeout) : rows) {
    const given = poolAttributes.get(row.name);
    const isOurs = input.pools.some(({ name, kind }) => name === row.value && kind === given?.kind);
    if (!given || !isOurs) {
      sent.push(out(row));
      continue;
    }
    // A fixed address wins over a pool, and of two pools for one attribute the first.
    const fixed = rows.find(({ name }) => name === given.givenAs);
    const other = sent.find(({ name, pool }) => name === given.givenAs && pool !== null);
    if (fixed) unused.push({ ...out(row), by: `${given.givenAs} of ${sourceText(fixed.source)}` });
    else if (other) unused.push({ ...out(row), by: `pool ${other.pool}` });
    else sent.push({ ...out(row), name: given.givenAs, value: `from pool ${row.value}`, pool: row.value });
  }
  return {
    effective: [
      ...sent,
      ...(expiresFirst ? [{ name: sessionTimeout, value: `${expiry} (until the expiry)`, pool: null, ...login }] : []),
      { name: 'Class', value: 'new for each login', pool: null, ...login },
    ],
    overridden: [
      ...unused,
      ...overridden.map((row) => ({ ...out(row), by: sourceText(row.by) })),
      ...(expiresFirst && timeout ? [{ ...out(timeout), by: 'the expiry' }] : []),
    ],
  };
}

const out = ({ name, value, source }: { name: string; value: string; source: Source }): Row => ({
  name,
  value,
  pool: null,
  ...source,
});

function sourceText({ source, group }: Source): string {
  switch (source) {
    case 'subscriber':
      return 'the subscriber';
    case 'speed':
      return 'the speed';
    case 'group':
    case 'service-group':
      return `group ${group}`;
    case 'default':
    case 'login':
      return 'the server';
  }
}
