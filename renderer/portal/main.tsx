import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { followDevice, reloadOnce, wishedLanguages } from './device.ts';
import { chooseLanguage, SpokenContext } from './messages/languages.ts';
import { createPortalApi } from './session/portal-api.ts';
import { PortalContext } from './session/portal-context.ts';
import { createPortalStore } from './session/portal-store.ts';
import '../ui/theme/tokens.css';
import '../ui/theme/fonts.css';
import '../ui/theme/base.css';
import '../ui/theme/words.css';

const spoken = chooseLanguage(wishedLanguages());
followDevice(spoken.messages);

const portal = createPortalStore({
  api: createPortalApi((url, init) => fetch(url, init)),
  now: Date.now,
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  isVisible: () => document.visibilityState === 'visible',
  reload: reloadOnce,
});
document.addEventListener('visibilitychange', portal.visibilityChanged);
// Restored from the browser's memory: its numbers are as old as when it was left (F037).
addEventListener('pageshow', (event) => event.persisted && portal.visibilityChanged());
void portal.open();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <SpokenContext value={spoken}>
      <PortalContext value={portal}>
        <App />
      </PortalContext>
    </SpokenContext>
  </StrictMode>,
);
