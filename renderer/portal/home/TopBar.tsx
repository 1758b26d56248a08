import type { Dashboard, Live } from '../../../shared/contract/portal/dashboard.ts';
import { useMessages } from '../messages/languages.ts';
import { useSpeech } from '../words/use-speech.ts';

/** Whose page it is, and whether the line is up. */
export function TopBar({ dashboard, live }: { readonly dashboard: Dashboard; readonly live: Live }) {
  const m = useMessages();
  const speech = useSpeech(dashboard);
  const word = { online: m.online, offline: m.offline, 'router-silent': m.routerSilent }[live.state];
  return (
    <header className="top">
      <h1>{dashboard.provider}</h1>
      <p className={live.state === 'online' ? 'state on' : 'state'}>
        {/* Only the word is told when it changes, not every minute of the time beside it. */}
        <span role="status">{word}</span>
        {live.onlineSinceAt !== null && (
          <span className="t3">{speech.lasting(Math.max(60_000, speech.now - live.onlineSinceAt))}</span>
        )}
      </p>
    </header>
  );
}
