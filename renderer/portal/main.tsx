import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Router } from 'wouter';
import { App } from './App.tsx';
import { followDevice } from './device.ts';
import { chooseLanguage, MessagesContext } from './messages/languages.ts';
import '../ui/theme/tokens.css';
import '../ui/theme/fonts.css';
import '../ui/theme/base.css';
import '../ui/theme/words.css';

const messages = chooseLanguage(navigator.languages);
followDevice(messages);
const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <MessagesContext value={messages}>
      <Router base="/customer">
        <App state={{ kind: 'loading' }} />
      </Router>
    </MessagesContext>
  </StrictMode>,
);
