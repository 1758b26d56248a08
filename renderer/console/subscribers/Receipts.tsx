import { useState } from 'react';
import type { Output } from '../../../shared/contract/contract.ts';
import { Seg } from '../../ui/controls/controls.tsx';
import { IconCallRecords } from '../../ui/controls/icons.ts';
import { integer, quantity } from '../../ui/formats/quantity.ts';
import { volume } from '../../ui/formats/units.ts';
import { Value } from '../../ui/formats/Value.tsx';
import { ClockTime } from '../../ui/live/Ages.tsx';
import { Status } from '../../ui/marks/SeverityMark.tsx';
import { EmptyState } from '../../ui/states/StateViews.tsx';
import { engine } from '../engine.ts';
import { ReadPane } from './ReadPane.tsx';
import { useReading } from './use-reading.ts';

type Receipt = Output<'subscriber.receipts'>['items'][number];

const HOUR_MS = 3_600_000;
/** Rows of the table; a day of 30 s cycles has 2,880, and nobody reads them all here. */
const SHOWN = 200;

const ranges = [
  { value: 'hour', label: '1 h' },
  { value: 'day', label: '24 h' },
] as const;

const sources = { poll: 'Router', interim: 'Interim', stop: 'Stop' } as const;

/** N1: the readings behind the figure, newest first, with what each was counted as. */
export function Receipts({ id }: { readonly id: number }) {
  const [range, setRange] = useState<(typeof ranges)[number]['value']>('hour');
  const reading = useReading(
    `receipts ${id} ${range}`,
    () => {
      const to = Date.now();
      const from = to - (range === 'hour' ? 1 : 24) * HOUR_MS;
      return engine.call('subscriber.receipts', { params: { id }, query: { from, to } });
    },
    range === 'hour' ? 10_000 : 60_000,
  );
  return (
    <ReadPane
      title="Receipts"
      what="The receipts"
      reading={reading}
      skeletonLines={6}
      note={({ items }) =>
        `${integer(items.length)} that counted${items.length > SHOWN ? `, the newest ${SHOWN} shown` : ''}`
      }
      end={({ items }) => (
        <>
          <span>
            <b className="med t1">
              <Value of={volume(items.reduce((sum, { countedBytes }) => sum + countedBytes, 0))} />
            </b>{' '}
            counted
          </span>
          <Seg label="Range" options={ranges} value={range} onChange={setRange} />
        </>
      )}
    >
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState
            icon={IconCallRecords}
            title={`Nothing was counted in the last ${range === 'hour' ? 'hour' : '24 hours'}`}
          >
            A receipt is written by every cycle in which bytes moved.
          </EmptyState>
        ) : (
          <ReceiptTable receipts={items.slice(-SHOWN).reverse()} />
        )
      }
    </ReadPane>
  );
}

function ReceiptTable({ receipts }: { readonly receipts: readonly Receipt[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be scrollable by keys
    <section className="scroll-table" aria-label="Receipts" tabIndex={0}>
      <table className="tbl">
        <colgroup>
          <col style={{ width: '15%' }} />
          <col style={{ width: '13%' }} />
          <col style={{ width: '15%' }} />
          <col style={{ width: '15%' }} />
          <col style={{ width: '12%' }} />
          <col style={{ width: '15%' }} />
          <col />
        </colgroup>
        <thead>
          <tr>
            <th className="sort">Read at ▾</th>
            <th>Source</th>
            <th className="num">Raw ↓</th>
            <th className="num">Raw ↑</th>
            <th className="num">Factor</th>
            <th className="num">Counted</th>
            <th>Decision</th>
          </tr>
        </thead>
        <tbody>
          {receipts.map((receipt) => (
            <tr key={`${receipt.sessionKey} ${receipt.at} ${receipt.source}`}>
              <td className="dim">
                <ClockTime at={receipt.at} />
              </td>
              <td className="dim">{sources[receipt.source]}</td>
              <td className="num">
                <Value of={volume(receipt.downBytes)} />
              </td>
              <td className="num">
                <Value of={volume(receipt.upBytes)} />
              </td>
              <td className="num">
                <Value of={quantity(integer(100 - receipt.freePercent), '%')} />
              </td>
              <td className="num">
                <Value of={volume(receipt.countedBytes)} />
              </td>
              <td title={decisionWords[receipt.decision]}>
                <Decision receipt={receipt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The column has room for a word; the sentence is on hover. */
const decisionWords: Readonly<Record<string, string>> = {
  quarantined: 'Held, above the line rate',
  settled: 'Settled to the Stop',
  approved: 'Approved from quarantine',
  voided: 'Voided in quarantine',
};

function Decision({ receipt: { decision, freePercent } }: { readonly receipt: Receipt }) {
  if (decision === 'quarantined') return <Status severity="warn">Held</Status>;
  if (decision === 'settled') return <span className="t2">Settled</span>;
  if (decision === 'approved') return <span className="t2">Approved</span>;
  if (decision === 'voided') return <span className="t2">Voided</span>;
  if (decision !== '') return <span className="t2">{decision}</span>;
  if (freePercent > 0) return <span className="t2">Free hours {integer(freePercent)} %</span>;
  return <span className="zero">–</span>;
}
