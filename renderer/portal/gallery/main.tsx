/** The portal's home with sample data, for looking at while developing: `/portal/gallery/` of the development server. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { PortalSample } from './PortalSample.tsx';
import '../../ui/theme/tokens.css';
import '../../ui/theme/fonts.css';
import '../../ui/theme/base.css';
import '../../ui/theme/words.css';

if (location.search.includes('theme=light')) document.documentElement.dataset.theme = 'light';
const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <PortalSample />
  </StrictMode>,
);
