import { type FormEvent, useEffect, useState } from 'react';
import { duration } from '../../ui/formats/times.ts';
import { EyeIcon } from '../icons.tsx';
import { LanguageButton } from '../LanguageButton.tsx';
import { useMessages } from '../messages/languages.ts';
import type { CallFault } from '../session/portal-api.ts';
import { usePortal, usePortalState } from '../session/portal-context.ts';
import './sign-in.css';

/** Name and the portal's own password (Z2). */
export function SignIn() {
  const m = useMessages();
  const portal = usePortal();
  const provider = usePortalState((state) => state.provider);
  const isEnded = usePortalState((state) => state.isEnded);
  const [busy, setBusy] = useState(false);
  const [shown, setShown] = useState(false);
  const [fault, setFault] = useState<CallFault | null>(null);
  const waitSeconds = useCountdown(fault);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setFault(await portal.signIn(String(form.get('username')).trim(), String(form.get('password'))));
    setBusy(false);
  }

  const wait = duration(waitSeconds * 1000)
    .parts.map(({ figures, unit }) => `${figures} ${m.units[unit] ?? unit}`)
    .join(' ');
  const isWaiting = waitSeconds > 0;
  const told = isWaiting ? m.signIn.wait(wait) : fault && fault.kind !== 'wait' ? sayFault(fault, m) : null;
  return (
    <main className="screen sign-in">
      <header>
        <h1>{provider ?? m.title}</h1>
        <p>{isEnded && !fault ? m.signIn.ended : m.signIn.title}</p>
      </header>
      <form onSubmit={(event) => void submit(event)}>
        <label htmlFor="username">{m.signIn.username}</label>
        <input
          id="username"
          name="username"
          dir="auto"
          required
          maxLength={128}
          autoComplete="username"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          enterKeyHint="next"
          aria-invalid={fault?.kind === 'signed-out'}
        />
        <label htmlFor="password">{m.signIn.password}</label>
        <div className="secret">
          <input
            id="password"
            name="password"
            type={shown ? 'text' : 'password'}
            dir="auto"
            required
            maxLength={128}
            autoComplete="current-password"
            autoCapitalize="none"
            spellCheck={false}
            enterKeyHint="go"
            aria-describedby="password-hint"
            aria-invalid={fault?.kind === 'signed-out'}
          />
          <button type="button" aria-label={shown ? m.signIn.hide : m.signIn.show} onClick={() => setShown(!shown)}>
            <EyeIcon crossed={shown} />
          </button>
        </div>
        <p className="told" role="alert">
          {told}
        </p>
        <button type="submit" className="big-button primary" disabled={busy || isWaiting}>
          {busy ? m.signIn.busy : m.signIn.submit}
        </button>
        <p id="password-hint" className="hint">
          {m.signIn.hint}
        </p>
      </form>
      <footer>
        <LanguageButton />
      </footer>
    </main>
  );
}

function sayFault(fault: CallFault, m: ReturnType<typeof useMessages>): string {
  if (fault.kind === 'signed-out') return m.signIn.wrong;
  if (fault.kind === 'unreachable') return navigator.onLine ? m.failed.unreachable : m.failed.offline;
  return m.failed.trouble;
}

/** Seconds until the engine looks at a password again; 0 where it does now. */
function useCountdown(fault: CallFault | null): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    if (fault?.kind !== 'wait') {
      setSeconds(0);
      return;
    }
    const until = Date.now() + fault.seconds * 1000;
    const tick = () => setSeconds(Math.max(0, Math.ceil((until - Date.now()) / 1000)));
    tick();
    const timer = setInterval(tick, 250);
    return () => clearInterval(timer);
  }, [fault]);
  return seconds;
}
