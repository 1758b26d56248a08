import type { ReactNode } from 'react';
import { shortFigures } from '../../ui/formats/quantity.ts';
import { Arrow } from '../../ui/formats/Value.tsx';
import type { Plan } from '../account.ts';
import { useMessages } from '../messages/languages.ts';

/** What the customer pays for, and what they have of it now. */
export function PlanCard({ plan }: { readonly plan: Plan }) {
  const m = useMessages();
  const slower = plan.downKbpsNow < plan.downKbps || plan.upKbpsNow < plan.upKbps;
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
        <Row label={m.speedNow} wide alarm={slower}>
          <Speed downKbps={plan.downKbpsNow} upKbps={plan.upKbpsNow} />
        </Row>
        <Row label={m.tier}>{m.tierOf(plan.tier, plan.tiers)}</Row>
        <Row label={m.daysLeft}>{plan.daysLeft ?? '–'}</Row>
        <Row label={m.balance}>{plan.balance}</Row>
        <Row label={m.status}>{plan.status}</Row>
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
  const { units } = useMessages();
  return (
    <>
      <Arrow to="down" /> {shortFigures(downKbps / 1000)} &nbsp;
      <Arrow to="up" /> {shortFigures(upKbps / 1000)} {units['Mbit/s'] ?? 'Mbit/s'}
    </>
  );
}
