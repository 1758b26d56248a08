import { useState } from 'react';
import type { Dashboard } from '../../../shared/contract/portal/dashboard.ts';
import { setVolumeBase } from '../../ui/formats/units.ts';
import { ChevronIcon, GaugeIcon } from '../icons.tsx';
import { useMessages } from '../messages/languages.ts';
import { usePortalState } from '../session/portal-context.ts';
import { Account } from './Account.tsx';
import { Banners } from './Banners.tsx';
import { LiveNumbers } from './LiveNumbers.tsx';
import { PlanCard } from './PlanCard.tsx';
import { Rings } from './Rings.tsx';
import { TopBar } from './TopBar.tsx';
import { WhySheet } from './WhySheet.tsx';

/** The four questions (F002): connected now, how much is used, until when, and is anything the matter. */
export function HomeScreen({ dashboard }: { readonly dashboard: Dashboard }) {
  const m = useMessages();
  const live = usePortalState((state) => state.live) ?? dashboard.live;
  const [asking, setAsking] = useState(false);
  setVolumeBase(dashboard.volumeBase);
  return (
    <>
      <TopBar dashboard={dashboard} live={live} />
      <main className="screen home">
        <Banners dashboard={dashboard} live={live} />
        <div className="now">
          <LiveNumbers dashboard={dashboard} live={live} />
          <button type="button" className="why" aria-haspopup="dialog" onClick={() => setAsking(true)}>
            <GaugeIcon />
            <span>{m.why}</span>
            <ChevronIcon />
          </button>
        </div>
        <div className="plan-and-use">
          <Rings dashboard={dashboard} />
          <PlanCard dashboard={dashboard} address={live.address} />
        </div>
        <Account username={dashboard.username} />
      </main>
      <WhySheet dashboard={dashboard} live={live} opened={asking} onClose={() => setAsking(false)} />
    </>
  );
}
