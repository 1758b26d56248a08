import type { ReactNode } from 'react';
import type { Dashboard } from '../../../shared/contract/portal/dashboard.ts';
import { isExpirySoon } from '../../../shared/domain/severity.ts';
import { shortFigures } from '../../ui/formats/quantity.ts';
import { Arrow } from '../../ui/formats/Value.tsx';
import { useMessages } from '../messages/languages.ts';
import { useSpeech } from '../words/use-speech.ts';

/** What the subscriber pays for, and what they have of it now (F016–F022). */
export function PlanCard({ dashboard, address }: { readonly dashboard: Dashboard; readonly address: string | null }) {
  const m = useMessages();
  const speech = useSpeech(dashboard);
  const { plan } = dashboard;
  const isSlower = plan.now.downKbps < plan.downKbps || plan.now.upKbps < plan.upKbps;
  return (
    <section className="plan">
      <h2>
        {m.yourPlan}
        <span>{plan.name}</span>
      </h2>
      <dl>
        <Row label={m.planSpeed} wide>
          <Speed downKbps={plan.downKbps} upKbps={plan.upKbps} />
        </Row>
        <Row label={m.speedNow} wide alarm={isSlower}>
          <Speed {...plan.now} />
        </Row>
        <Row label={m.tier}>{plan.tier.count === 0 ? m.noTiers : m.tierOf(plan.tier.level, plan.tier.count)}</Row>
        <Row label={m.daysLeft} alarm={plan.daysLeft !== null && isExpirySoon(plan.daysLeft)}>
          {plan.daysLeft ?? m.noEnd}
        </Row>
        <Row label={m.balance}>{speech.money(plan.balanceMinor)}</Row>
        <Row label={m.status} alarm={plan.status !== 'Active'}>
          {m.statuses[plan.status]}
        </Row>
        {address !== null && (
          <Row label={m.address} wide>
            <bdi className="id">{address}</bdi>
          </Row>
        )}
      </dl>
    </section>
  );
}

interface RowProps {
  readonly label: string;
  readonly wide?: boolean;
  readonly alarm?: boolean;
  readonly children: ReactNode;
}

function Row({ label, wide, alarm, children }: RowProps) {
  return (
    <div className={wide ? 'wide' : undefined}>
      <dt>{label}</dt>
      <dd className={alarm ? 'crit' : undefined}>{children}</dd>
    </div>
  );
}

/** Arrows say which is which, so the order needs no direction of reading. */
function Speed({ downKbps, upKbps }: { readonly downKbps: number; readonly upKbps: number }) {
  const { units, download, upload } = useMessages();
  const [size, unit] = Math.max(downKbps, upKbps) >= 1000 ? [1000, 'Mbit/s'] : [1, 'kbit/s'];
  return (
    <>
      <span className="sr-only">{download}</span>
      <span aria-hidden="true">
        <Arrow to="down" />
      </span>{' '}
      {shortFigures(downKbps / size)} <span className="sr-only">{upload}</span>
      <span className="second" aria-hidden="true">
        <Arrow to="up" />
      </span>{' '}
      {shortFigures(upKbps / size)} {units[unit] ?? unit}
    </>
  );
}
