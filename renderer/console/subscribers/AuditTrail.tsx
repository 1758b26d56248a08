import type { ReactNode } from 'react';
import type { Output } from '../../../shared/contract/contract.ts';
import { IconAudit } from '../../ui/controls/icons.ts';
import { integer } from '../../ui/formats/quantity.ts';
import { Stamp } from '../../ui/live/Ages.tsx';
import { EmptyState } from '../../ui/states/StateViews.tsx';
import { engine } from '../engine.ts';
import { actionWords, auditSays } from './audit-words.ts';
import { ReadPane } from './ReadPane.tsx';
import { useReading } from './use-reading.ts';

type Entry = Output<'audit.list'>['items'][number];

const SHOWN = 100;

/** Who did what to this subscriber, and what the engine did by itself, newest first. */
export function AuditTrail({ id, end }: { readonly id: number; readonly end?: ReactNode }) {
  const reading = useReading(
    `audit ${id}`,
    () => engine.call('audit.list', { query: { entity: 'subscriber', entityId: id, limit: SHOWN } }),
    15_000,
  );
  return (
    <ReadPane
      title="Audit"
      what="The audit"
      reading={reading}
      skeletonLines={6}
      end={({ items, total }) => (
        <>
          <span>{total > items.length ? `newest ${items.length} of ${integer(total)}` : integer(total)}</span>
          {end}
        </>
      )}
    >
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState icon={IconAudit} title="Nothing was changed yet">
            Changes, resets and speeds that were pushed stand here.
          </EmptyState>
        ) : (
          <AuditTable entries={items} />
        )
      }
    </ReadPane>
  );
}

function AuditTable({ entries }: { readonly entries: readonly Entry[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be scrollable by keys
    <section className="scroll-table" aria-label="Audit" tabIndex={0}>
      <table className="tbl">
        <colgroup>
          <col style={{ width: '25%' }} />
          <col style={{ width: '15%' }} />
          <col style={{ width: '25%' }} />
          <col />
        </colgroup>
        <thead>
          <tr>
            <th className="sort">When ▾</th>
            <th>Who</th>
            <th>What</th>
            <th>Says</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => {
            const says = auditSays(entry);
            return (
              <tr key={entry.id}>
                <td className="dim">
                  <Stamp at={entry.at} />
                </td>
                <td className="dim" title={entry.address ?? undefined}>
                  {entry.actorName}
                </td>
                <td>{actionWords(entry)}</td>
                <td className="dim" title={says}>
                  {says}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
