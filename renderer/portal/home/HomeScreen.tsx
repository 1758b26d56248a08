import { useState } from 'react';
import { SeverityMark } from '../../ui/marks/SeverityMark.tsx';
import type { Account } from '../account.ts';
import { ChevronIcon, CloseIcon, GaugeIcon } from '../icons.tsx';
import { useMessages } from '../messages/languages.ts';
import { LiveNumbers } from './LiveNumbers.tsx';
import { PlanCard } from './PlanCard.tsx';
import { QuotaRing } from './QuotaRing.tsx';
import { WhySheet } from './WhySheet.tsx';

/** The four questions: am I online, how fast, how much is left, why is it slow. */
export function HomeScreen({ account }: { readonly account: Account }) {
  const m = useMessages();
  const [hidden, setHidden] = useState<readonly string[]>([]);
  const [asking, setAsking] = useState(false);
  return (
    <>
      {account.banners
        .filter((banner) => !hidden.includes(banner.id))
        .map((banner) => (
          <section key={banner.id} className={`banner ${banner.severity}`} role="status">
            <SeverityMark severity={banner.severity} size={12} label="" />
            <div>
              <b>{banner.title}</b>
              <p>{banner.text}</p>
            </div>
            <button type="button" aria-label={m.dismiss} onClick={() => setHidden([...hidden, banner.id])}>
              <CloseIcon />
            </button>
          </section>
        ))}
      <LiveNumbers live={account.live} />
      <button type="button" className="why" onClick={() => setAsking(true)}>
        <GaugeIcon />
        <span>{m.why}</span>
        <ChevronIcon />
      </button>
      <section className="quotas">
        <QuotaRing label={m.today} use={account.day} />
        <QuotaRing label={m.thisPeriod} use={account.period} />
      </section>
      <PlanCard plan={account.plan} />
      <WhySheet why={account.why} opened={asking} onClose={() => setAsking(false)} />
    </>
  );
}
