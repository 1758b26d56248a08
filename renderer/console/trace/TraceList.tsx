import { Fragment, useState } from 'react';
import { Link } from 'wouter';
import type { TraceEntry } from '../../../shared/contract/operations/trace.ts';
import { Glyph } from '../../ui/controls/Glyph.tsx';
import { IconChevronDown, IconChevronRight } from '../../ui/controls/icons.ts';
import { ClockTime, Stamp } from '../../ui/live/Ages.tsx';
import { Status } from '../../ui/marks/SeverityMark.tsx';
import { answeredIn, direction, packetWord, resultSeverity, resultWord, says } from './trace-words.ts';
import './trace.css';

export interface TraceListProps {
  readonly entries: readonly TraceEntry[];
  /** On a router's list: whose packet it is. */
  readonly withUser?: boolean;
}

/** Exchanges, newest first; each opens to what both packets said. */
export function TraceList({ entries, withUser = false }: TraceListProps) {
  const [open, setOpen] = useState<string | null>(null);
  const toggle = (key: string) => setOpen((now) => (now === key ? null : key));
  return (
    <table className="tbl trace">
      <colgroup>
        <col style={{ width: 108 }} />
        <col style={{ width: 84 }} />
        <col style={{ width: 92 }} />
        <col style={{ width: 44 }} />
        <col />
      </colgroup>
      <thead>
        <tr>
          <th className="sort">Time ▾</th>
          <th>Packet</th>
          <th>Answer</th>
          <th className="num">ms</th>
          <th>{withUser ? 'Who, and what it says' : 'Says'}</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => {
          const isOpen = open === entry.ref;
          return (
            <Fragment key={entry.ref}>
              <tr className={isOpen ? 'is-open' : undefined}>
                <td className="dim">
                  <button
                    type="button"
                    className="trace-open"
                    aria-expanded={isOpen}
                    aria-label={`${packetWord(entry)}, ${resultWord(entry)}`}
                    onClick={() => toggle(entry.ref)}
                  >
                    <Glyph icon={isOpen ? IconChevronDown : IconChevronRight} size={12} />
                    <ClockTime at={entry.at} />
                  </button>
                </td>
                <td>
                  <span className="t3">{direction(entry)}</span> {packetWord(entry)}
                </td>
                <td>
                  <Status severity={resultSeverity(entry)}>{resultWord(entry)}</Status>
                </td>
                <td className="num dim">{answeredIn(entry)}</td>
                <td className="ellip" title={says(entry)}>
                  {withUser && entry.username !== '' && <b className="med">{entry.username} </b>}
                  <span className="t2">{says(entry)}</span>
                </td>
              </tr>
              {isOpen && (
                <tr className="trace-detail">
                  <td colSpan={5}>
                    <Detail entry={entry} />
                  </td>
                </tr>
              )}
            </Fragment>
          );
        })}
      </tbody>
    </table>
  );
}

function Detail({ entry }: { readonly entry: TraceEntry }) {
  const { detail, result, username, nasName, address, port, request, reply, at } = entry;
  const isRefused = result === 'reject' || result === 'drop';
  return (
    <div className="trace-body">
      <p>
        <span className="t3">
          <Stamp at={at} />, {nasName} {address}:{port}
        </span>
      </p>
      {detail !== '' && (
        <p>
          {detail}.{' '}
          {isRefused && (
            <Link className="link" href={`/auth-log?q=${encodeURIComponent(username || address)}`}>
              In the auth log
            </Link>
          )}
        </p>
      )}
      <Packet packet={request} />
      {reply ? <Packet packet={reply} /> : <p className="t3">No reply was sent or came back.</p>}
    </div>
  );
}

function Packet({ packet }: { readonly packet: TraceEntry['request'] }) {
  return (
    <>
      <h3>
        {packet.code}{' '}
        <span className="t3">
          id {packet.identifier}, {packet.octets} octets
        </span>
      </h3>
      <dl>
        {packet.attributes.map(({ name, value }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: attributes repeat, and their order is what names them
          <Fragment key={at}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
    </>
  );
}
