import { Link } from 'wouter';
import { exact } from '../../ui/formats/times.ts';
import { useZone } from '../../ui/live/Ages.tsx';
import { Badge, SeverityMark } from '../../ui/marks/SeverityMark.tsx';
import type { TableColumn } from '../../ui/table/columns.ts';
import { type Answer, addressOf, confidenceSeverity, confidenceWord, type Holder } from './who-had.ts';

/** One session that had the address: who, by which device, behind which router, from when to when, and how sure. */
export function HolderCard({ holder, asked }: { readonly holder: Holder; readonly asked: string }) {
  const zone = useZone();
  const { session, confidence, doubts } = holder;
  const facts: readonly (readonly [string, string])[] = [
    ['Address', addressOf(holder, asked)],
    ['MAC', session.callingStationId || '–'],
    ['NAS', session.nasName ?? session.nasIpAddress],
    ['Acct-Session-Id', session.acctSessionId || '–'],
  ];
  return (
    <li className="holder">
      <div className="holder-who">
        <Badge severity={confidenceSeverity[confidence]}>{confidenceWord[confidence]}</Badge>
        <b>
          {session.subscriberId === null ? (
            session.username
          ) : (
            <Link className="link" href={`/subscribers/${session.subscriberId}`}>
              {session.username}
            </Link>
          )}
        </b>
        <span className="t2">
          {session.subscriberId === null ? 'no such subscriber (an orphan)' : session.fullName || session.serviceName}
        </span>
      </div>
      <p className="holder-when">
        <time dateTime={new Date(session.startAt).toISOString()}>{exact(session.startAt, zone)}</time>
        <span className="t3"> to </span>
        {session.stopAt === null ? (
          <span>still open</span>
        ) : (
          <time dateTime={new Date(session.stopAt).toISOString()}>{exact(session.stopAt, zone)}</time>
        )}
      </p>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {doubts.map(({ kind, says }) => (
        <p key={kind} className="holder-doubt">
          <SeverityMark severity={confidenceSeverity[confidence]} label="Doubt" />
          {says}
        </p>
      ))}
    </li>
  );
}

/** What limits the answer as a whole. */
export function recordNotes({ address, isPrivate, recordsFrom, from, isCut }: Answer, zone: string): string[] {
  const isNew = recordsFrom !== null && from < recordsFrom;
  return [
    ...(isPrivate
      ? [
          `${address} is known inside the network only. For an address that was seen outside, ask with the one that the router’s NAT log gives.`,
        ]
      : []),
    ...(isNew ? [`Sessions that ended before ${exact(recordsFrom, zone)} are not on record.`] : []),
    ...(isCut ? ['Only the first 500 are shown: ask for a shorter period.'] : []),
  ];
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
const column = (id: string, title: string, csv: (holder: Holder) => string | number | null): TableColumn<Holder> => ({
  ...{ id, title, width: 0, csv, cell: csv },
});

/** The file for whoever asked. */
export const holderColumns: readonly TableColumn<Holder>[] = [
  column('confidence', 'Confidence', ({ confidence }) => confidence),
  column('username', 'User', ({ session }) => session.username),
  column('fullName', 'Full name', ({ session }) => session.fullName),
  column('mac', 'MAC', ({ session }) => session.callingStationId),
  column('nas', 'NAS', ({ session }) => session.nasName ?? session.nasIpAddress),
  column('framedIp', 'Framed IP', ({ session }) => session.framedIpAddress),
  column('framedIpv6Prefix', 'Framed IPv6 prefix', ({ session }) => session.framedIpv6Prefix),
  column('delegatedIpv6Prefix', 'Delegated IPv6 prefix', ({ session }) => session.delegatedIpv6Prefix),
  column('startAt', 'Started', ({ session }) => iso(session.startAt)),
  column('stopAt', 'Ended', ({ session }) => iso(session.stopAt)),
  column('acctSessionId', 'Acct-Session-Id', ({ session }) => session.acctSessionId),
  column('doubts', 'Doubts', ({ doubts }) => doubts.map(({ says }) => says).join('; ')),
];
