/** Every piece of `ui/` with sample data, for looking at while developing: `/gallery/` of the development server. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Route, Router, Switch } from 'wouter';
import { startKeys } from '../ui/keys/keys.ts';
import { ZoneProvider } from '../ui/live/Ages.tsx';
import { startScheme, useScheme } from '../ui/theme/scheme.ts';
import { ThemeProvider } from '../ui/theme/ThemeProvider.tsx';
import { Fup } from './Fup.tsx';
import { GalleryFrame } from './GalleryFrame.tsx';
import { Overview } from './Overview.tsx';
import { Sessions } from './Sessions.tsx';
import { States } from './States.tsx';
import './gallery.css';

startScheme();
startKeys();
if (location.search.includes('theme=light')) useScheme.getState().setScheme('light');
const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <ThemeProvider>
      <ZoneProvider zone="Asia/Baghdad">
        <Router base="/gallery">
          <GalleryFrame>
            <Switch>
              <Route path="/sessions" component={Sessions} />
              <Route path="/fup" component={Fup} />
              <Route path="/states" component={States} />
              <Route component={Overview} />
            </Switch>
          </GalleryFrame>
        </Router>
      </ZoneProvider>
    </ThemeProvider>
  </StrictMode>,
);
