/** `who-had ADDRESS --at WHEN`: the question of an authority, answered on a terminal (W4). */
import type { Client } from '../../shared/contract/client.ts';
import type { Output } from '../../shared/contract/contract.ts';
import type { Flags, Given } from './flags.ts';
import { type CliIo, UsageError } from './io.ts';
import { type Column, printable, tableOf } from './table.ts';

export const whoHadFlags: Flags = {
  at: { value: 'WHEN', help: 'a moment: a time with its zone (2026-12-31T21:59:00+03:00), or UTC ms' },
  from: { value: 'WHEN', help: 'with --to, instead of --at: everybody who had it in a period' },
  to: { value: 'WHEN', help: 'end of the period, included' },
  reason: { value: 'TEXT', help: 'why it is asked, such as a case number; kept in the audit' },
};

type Holder = Output<'ip-history.find'>['items'][number];

const time = (at: number | null): string => (at === null ? 'still open' : new Date(at).toISOString().slice(0, 19));

const columns: readonly Column<Holder>[] = [
  { title: 'SURE', of: ({ confidence }) => confidence },
  { title: 'SUBSCRIBER', of: ({ session }) => session.username },
  { title: 'NAME', of: ({ session }) => session.fullName },
  { title: 'MAC', of: ({ session }) => session.callingStationId || null },
  { title: 'NAS', of: ({ session }) => session.nasName ?? session.nasIpAddress },
  { title: 'FROM (UTC)', of: ({ session }) => time(session.startAt) },
  { title: 'TO (UTC)', of: ({ session }) => time(session.stopAt) },
];

/** @throws UsageError without an address */
export function prepareWhoHad(address: string | undefined, given: Given, isJson: boolean, io: CliIo) {
  if (address === undefined) throw new UsageError('Say which address: who-had ADDRESS --at WHEN');
  const { at, from, to, reason } = given as Partial<Record<string, string>>;
  if (at === undefined && (from === undefined || to === undefined)) {
    throw new UsageError('Say when: --at WHEN, or --from WHEN --to WHEN');
  }
  return async (client: Client): Promise<void> => {
    const answer = await client.call('ip-history.find', { query: { address, at, from, to, reason } });
    if (isJson) {
      io.out(`${JSON.stringify(answer)}\n`);
      return;
    }
    if (answer.items.length === 0) io.out(`Nobody on record had ${answer.address} then.\n`);
    else io.out(tableOf(columns, answer.items));
    for (const { session, doubts } of answer.items) {
      for (const { says } of doubts) io.err(`${printable(session.username)}: ${says}.\n`);
    }
    if (answer.isPrivate) io.err(`${answer.address} is known inside the network only: outside, a NAT was seen.\n`);
    if (answer.recordsFrom !== null && answer.from < answer.recordsFrom) {
      io.err(`Sessions that ended before ${time(answer.recordsFrom)} UTC are not on record.\n`);
    }
    if (answer.isCut) io.err('Only 500 are shown; ask for a shorter period.\n');
  };
}
