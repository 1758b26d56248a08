import { Link, useLocation } from 'wouter';
import { duration } from '../ui/formats/times.ts';
import { useNow } from '../ui/live/ticker.ts';
import { SeverityMark } from '../ui/marks/SeverityMark.tsx';
import type { Account, AccountState } from './account.ts';
import { HomeScreen } from './home/HomeScreen.tsx';
import { BuyIcon, HelpIcon, HomeIcon, UsageIcon } from './icons.tsx';
import { saidQuantity, useMessages } from './messages/languages.ts';
import './portal.css';

/** The phone page of a subscriber. */
export function App({ state }: { readonly state: AccountState }) {
  const m = useMessages();
  return (
    <div className="phone">
      {state.kind === 'ready' && <TopBar account={state.account} />}
      <main className="screen">
        {state.kind === 'ready' && <HomeScreen account={state.account} />}
        {state.kind === 'loading' && (
          <div className="waiting" role="status" aria-label={m.asking}>
            <span className="bone wide" />
            <span className="bone big" />
            <span className="bone chart" />
            <span className="bone wide" />
          </div>
        )}
        {state.kind === 'failed' && (
          <div className="failed" role="alert">
            <SeverityMark severity="crit" size={20} />
            <b>{state.title}</b>
            <p>{state.text}</p>
          </div>
        )}
      </main>
      <Tabs />
    </div>
  );
}

function TopBar({ account }: { readonly account: Account }) {
  const m = useMessages();
  const now = useNow('minute');
  const word = { online: m.online, offline: m.offline, 'router-silent': m.routerSilent }[account.state];
  return (
    <header className="top">
      <b>{account.provider}</b>
      <span className={account.state === 'online' ? 'live' : 'live none'} role="status">
        {word}
        {account.onlineSinceAt !== null && (
          <span className="t3">{saidQuantity(m, duration(Math.max(60_000, now - account.onlineSinceAt)))}</span>
        )}
      </span>
    </header>
  );
}

const tabs = [
  { href: '/', key: 'home', Icon: HomeIcon },
  { href: '/usage', key: 'usage', Icon: UsageIcon },
  { href: '/buy', key: 'buy', Icon: BuyIcon },
  { href: '/help', key: 'help', Icon: HelpIcon },
] as const;

/** Tabs of screens that exist: a lone one needs no bar. */
function Tabs({ shown = ['home'] }: { readonly shown?: readonly (typeof tabs)[number]['key'][] }) {
  const m = useMessages();
  const [path] = useLocation();
  if (shown.length < 2) return null;
  return (
    <nav className="tabs">
      {tabs
        .filter((tab) => shown.includes(tab.key))
        .map(({ href, key, Icon }) => (
          <Link key={key} href={href} aria-current={path === href ? 'page' : undefined}>
            <Icon />
            {m.tabs[key]}
          </Link>
        ))}
    </nav>
  );
}
