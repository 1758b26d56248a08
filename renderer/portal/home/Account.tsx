import { useState } from 'react';
import { LanguageButton } from '../LanguageButton.tsx';
import { useMessages } from '../messages/languages.ts';
import { usePortal } from '../session/portal-context.ts';

/** Who is signed in on this device, and the way out. */
export function Account({ username }: { readonly username: string }) {
  const m = useMessages();
  const portal = usePortal();
  const [busy, setBusy] = useState(false);
  return (
    <footer className="account">
      <p>
        <bdi>{m.signedInAs(username)}</bdi>
      </p>
      <div className="account-acts">
        <LanguageButton />
        <button
          type="button"
          className="quiet-button"
          disabled={busy}
          onClick={() => {
            setBusy(true);
            void portal.signOut().finally(() => setBusy(false));
          }}
        >
          {m.signOut}
        </button>
      </div>
    </footer>
  );
}
