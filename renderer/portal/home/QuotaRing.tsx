import { shortFigures, threeFigures } from '../../ui/formats/quantity.ts';
import { volume } from '../../ui/formats/units.ts';
import { Ring } from '../../ui/marks/Ring.tsx';
import { SeverityMark } from '../../ui/marks/SeverityMark.tsx';
import { ringSeverity } from '../../ui/marks/severity.ts';
import type { QuotaUse } from '../account.ts';
import { saidQuantity, useMessages } from '../messages/languages.ts';

/** A quota as a ring (F012): used inside, what is left below, in words and with a mark. */
export function QuotaRing({ label, use }: { readonly label: string; readonly use: QuotaUse }) {
  const messages = useMessages();
  const { usedBytes, quotaBytes } = use;
  const said = (bytes: number) => saidQuantity(messages, volume(bytes));
  const severity = ringSeverity(usedBytes, quotaBytes);
  const unlimited = quotaBytes === 0;
  // Used and quota in gigabytes, both: `612 of 1,500 GB` compares at a glance.
  const gb = messages.units.GB ?? 'GB';
  const verdict = unlimited
    ? messages.unlimited
    : usedBytes > quotaBytes
      ? messages.over(said(usedBytes - quotaBytes))
      : messages.left(said(quotaBytes - usedBytes));
  return (
    <div className="quota">
      <Ring
        ratio={unlimited ? 0 : usedBytes / quotaBytes}
        size={120}
        thickness={10}
        severity={severity}
        label={`${label}: ${said(usedBytes)}${unlimited ? '' : ` ${messages.of(said(quotaBytes))}`}, ${verdict}`}
      >
        <b>{threeFigures(usedBytes / 1e9)}</b>
        <small>{unlimited ? gb : messages.of(`${shortFigures(quotaBytes / 1e9)} ${gb}`)}</small>
      </Ring>
      <b>{label}</b>
      <small>{messages.since(use.since)}</small>
      <em className={severity}>
        <SeverityMark severity={severity} />
        {verdict}
      </em>
    </div>
  );
}
