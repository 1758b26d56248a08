import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startKeys } from '../ui/keys/keys.ts';
import { Boundary } from '../ui/states/Boundary.tsx';
import { startScheme } from '../ui/theme/scheme.ts';
import { ThemeProvider } from '../ui/theme/ThemeProvider.tsx';
import { App } from './App.tsx';
import { startDesktop } from './desktop.ts';
import { checkSession } from './session.ts';
import { askSite } from './use-site.ts';
import { loadViewOf } from './views.ts';

startScheme();
startKeys();
startDesktop(window.lastmileDesktop);
// What the first paint needs is asked for at once, not by one part after the other.
void checkSession();
askSite();
loadViewOf(location.pathname);
const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
// The outline stands until there is something to see in its place: the frame, or the sign-in page.
new MutationObserver((_changes, observer) => {
  if (root.firstElementChild === null) return;
  document.getElementById('outline')?.remove();
  observer.disconnect();
}).observe(root, { childList: true });
createRoot(root).render(
  <StrictMode>
    <ThemeProvider>
      <Boundary title="The console cannot be drawn">
        <App />
      </Boundary>
    </ThemeProvider>
  </StrictMode>,
);
