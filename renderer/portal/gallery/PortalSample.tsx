import { useState } from 'react';
import { App } from '../App.tsx';
import { followDevice } from '../device.ts';
import { chooseLanguage, SpokenContext } from '../messages/languages.ts';
import { PortalContext } from '../session/portal-context.ts';
import { createPortalStore } from '../session/portal-store.ts';
import { sample, sampleNow } from './sample.ts';

/** The portal's home with sample data and a living line: `?lang=ar` mirrors it. */
export function PortalSample() {
  const [{ spoken, portal }] = useState(() => {
    const spoken = chooseLanguage([new URLSearchParams(location.search).get('lang') ?? 'en']);
    followDevice(spoken.messages);
    const began = Date.now();
    const live = () => {
      const at = sampleNow + Date.now() - began;
      const beat = Math.sin(at / 9_000) * 9e6 + Math.sin(at / 2_100) * 5e6;
      return { ...sample.live, at, downBps: 44e6 + beat, upBps: 3.9e6 + beat / 12, measuredAt: at };
    };
    const portal = createPortalStore({
      api: {
        about: async () => ({ provider: sample.provider }),
        login: async () => undefined,
        logout: async () => undefined,
        dashboard: async () => ({ ...sample, at: live().at, live: live() }),
        live: async () => live(),
        dismiss: async () => sampleNow + 86_400_000,
      },
      now: Date.now,
      after(ms, run) {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
      isVisible: () => true,
      reload: () => undefined,
    });
    void portal.open();
    return { spoken, portal };
  });
  return (
    <SpokenContext value={spoken}>
      <PortalContext value={portal}>
        <App />
      </PortalContext>
    </SpokenContext>
  );
}
