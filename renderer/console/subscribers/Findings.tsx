import { useState } from 'react';
import type { Output } from '../../../shared/contract/contract.ts';
import { Button } from '../../ui/controls/controls.tsx';
import { plain } from '../../ui/formats/quantity.ts';
import { volume } from '../../ui/formats/units.ts';
import { Stamp } from '../../ui/live/Ages.tsx';
import { Badge } from '../../ui/marks/SeverityMark.tsx';
import { engine } from '../engine.ts';
import { listTrouble } from '../list/use-list.ts';
import { useMay } from './acts.ts';
import { useReading } from './use-reading.ts';

type Finding = Output<'finding.list'>['items'][number];

/** Open findings of one subscriber above the page; nothing at all where there are none. */
export function Findings({ id, onDecided }: { readonly id: number; readonly onDecided: () => void }) {
  const reading = useReading(
    `findings ${id}`,
    () => engine.call('finding.list', { query: { subscriberId: id, open: 'true', limit: 20 } }),
    15_000,
  );
  const items = reading.data?.items ?? [];
  if (items.length === 0) return null;
  const decided = () => {
    reading.read();
    onDecided();
  };
  return (
    <section className="subscriber-findings" aria-label="Findings">
      {items.map((finding) => (
        <FindingRow key={finding.id} finding={finding} onDone={decided} />
      ))}
    </section>
  );
}

function FindingRow({ finding, onDone }: { readonly finding: Finding; readonly onDone: () => void }) {
  const mayDecide = useMay('fup.quarantine');
  const mayResolve = useMay('findings.resolve');
  const [trouble, setTrouble] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const run = async (act: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await act();
      onDone();
    } catch (error) {
      setTrouble(listTrouble(error));
    }
    setBusy(false);
  };
  const params = { id: finding.id };
  const decide = (decision: 'approve' | 'void') => () =>
    void run(() => engine.call('finding.decide', { params, body: { decision } }));
  return (
    <div className="subscriber-finding" role="status">
      <Badge severity={finding.quarantine ? 'high' : 'warn'}>{finding.quarantine ? 'Quarantine' : 'Finding'}</Badge>
      <div className="subscriber-finding-text">
        <span>{finding.says}</span>
        <span className="dim">
          {finding.quarantine && `${evidenceWords(finding.quarantine)} · `}
          {finding.nasName ?? `NAS ${finding.nasId}`} · <Stamp at={finding.lastAt} />
          {finding.count > 1 && ` · seen ${finding.count} times`}
        </span>
        {trouble !== null && <span role="alert">{trouble}</span>}
      </div>
      {finding.quarantine && mayDecide && (
        <>
          <Button
            look="primary"
            disabled={busy}
            onClick={decide('approve')}
            title="Counts it into the day it belongs to"
          >
            Approve
          </Button>
          <Button disabled={busy} onClick={decide('void')} title="It is never counted">
            Void
          </Button>
        </>
      )}
      {!finding.quarantine && mayResolve && (
        <Button disabled={busy} onClick={() => void run(() => engine.call('finding.resolve', { params }))}>
          Put away
        </Button>
      )}
    </div>
  );
}

const bytes = (of: number): string => plain(volume(of));

/** `↓ 40 GB ↑ 0 B in 30 s · the line can move 100 MB · radius saw 5 MB`. */
function evidenceWords({ delta, cap, elapsedMs, totals }: NonNullable<Finding['quarantine']>): string {
  const others = Object.entries(totals).flatMap(([source, total]) =>
    total ? [`${source} ${bytes(total.downBytes + total.upBytes)}`] : [],
  );
  return [
    `↓ ${bytes(delta.downBytes)} ↑ ${bytes(delta.upBytes)} in ${Math.round(elapsedMs / 1000)} s`,
    `the line can move ${bytes(cap.downBytes)} down, ${bytes(cap.upBytes)} up`,
    `session totals: ${others.join(', ')}`,
  ].join(' · ');
}
