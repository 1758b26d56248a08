import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startKeys } from '../ui/keys/keys.ts';
import { startScheme } from '../ui/theme/scheme.ts';
import { ThemeProvider } from '../ui/theme/ThemeProvider.tsx';
import { App } from './App.tsx';
import { startDesktop } from './desktop.ts';

startScheme();
startKeys();
startDesktop(window.lastmileDesktop);
const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <ThemeProvider>
      <App />
    </ThemeProvider>
  </StrictMode>,
);
