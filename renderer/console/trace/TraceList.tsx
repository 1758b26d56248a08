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
  /** On a router's list, which is narrow: whose packet it is, instead of the time it took and what it says. */
  readonly withUser?: boolean;
}

/** Exchanges, newest first; each opens to what both packets said. */
export function TraceList({ entries, withUser = false }: TraceListProps) {
  const [open, setOpen] = useState<string | null>(null);
  const toggle = (key: string) => setOpen((now) => (now === key ? null : key));
  return (
    <table className="tbl trace">
      <colgroup>
        <col style={{ width: withUser ? 92 : 108 }} />
        <col style={{ width: withUser ? 72 : 84 }} />
        <col style={{ width: withUser ? 86 : 92 }} />
        {!withUser && <col style={{ width: 44 }} />}
        <col />
      </colgroup>
      <thead>
        <tr>
          <th className="sort">Time ▾</th>
          <th>Packet</th>
          <th>Answer</th>
          {!withUser && <th className="num">ms</th>}
          <th>{withUser ? 'Who' : 'Says'}</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => {
          const isOpen = open === entry.ref;
          return (
            <Fragment key={entry.ref}>
              <tr className={isOpen ? 'is-open' : undefined}>
                <td className="dim">
                  <button type="button" className="trace-open" aria-expanded={isOpen} onClick={() => toggle(entry.ref)}>
                    <Glyph icon={isOpen ? IconChevronDown : IconChevronRight} size={12} />
                    <ClockTime at={entry.at} />
                    <span className="sr-only">
                      , {packetWord(entry)}, {resultWord(entry)}
                    </span>
                  </button>
                </td>
                <td>
                  <span className="t3">{direction(entry)}</span> {packetWord(entry)}
                </td>
                <td>
                  <Status severity={resultSeverity(entry)}>{resultWord(entry)}</Status>
                </td>
                {!withUser && <td className="num dim">{answeredIn(entry)}</td>}
                <td className="ellip" title={says(entry)}>
                  {withUser ? entry.username : <span className="t2">{says(entry)}</span>}
                </td>
              </tr>
              {isOpen && (
                <tr className="trace-detail">
                  <td colSpan={withUser ? 4 : 5}>
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
