import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Button } from '../ui/controls/controls.tsx';
import { BrandMark } from '../ui/frame/Frame.tsx';
import { SeverityMark } from '../ui/marks/SeverityMark.tsx';
import { signIn } from './session.ts';
import './sign-in.css';

/** The only page without a login. `why` tells an operator whose session ended. */
export function SignIn({ why }: { readonly why: string | null }) {
  const [said, setSaid] = useState(why);
  const [busy, setBusy] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []); // nothing else is on the page
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    const trouble = await signIn(String(form.get('username') ?? ''), String(form.get('password') ?? ''));
    if (trouble === null) return; // the console takes this page's place
    setSaid(trouble);
    setBusy(false);
  };
  return (
    <main className="sign-in">
      <form onSubmit={submit}>
        <h1>
          <BrandMark size={24} /> Lastmile
        </h1>
        <label>
          <span>User name</span>
          <input name="username" autoComplete="username" spellCheck={false} required ref={first} />
        </label>
        <label>
          <span>Password</span>
          <input name="password" type="password" autoComplete="current-password" required />
        </label>
        <p className="sign-in-said" role="alert">
          {said && (
            <>
              <SeverityMark severity={said === why ? 'warn' : 'crit'} /> {said}
            </>
          )}
        </p>
        <Button look="primary" submit disabled={busy}>
          {busy ? 'Signing in' : 'Sign in'}
        </Button>
      </form>
    </main>
  );
}
