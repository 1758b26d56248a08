import { useEffect, useState } from 'react';
import { create } from 'zustand';
import type { Output } from '../../shared/contract/contract.ts';
import type { Me } from '../../shared/contract/operations/auth.ts';
import { setVolumeBase } from '../ui/formats/units.ts';
import { engine } from './engine.ts';

const useRevision = create(() => ({ revision: 0 }));

/** The settings were saved: name and GB are read again. */
export const siteChanged = (): void => useRevision.setState(({ revision }) => ({ revision: revision + 1 }));

type Site = Output<'settings.get'>;

/** What was asked for before anybody knew who is asking. */
let early: Promise<Site> | undefined;

/** Asks at the start of the page, beside the question who is logged in. */
export function askSite(): void {
  early = engine.call('settings.get');
  early.catch(() => {
    early = undefined;
  });
}

function takeSite(): Promise<Site> {
  const ask = () => engine.call('settings.get');
  const asked = early?.catch(ask) ?? ask(); // a session that begins meanwhile was refused before it began
  early = undefined;
  return asked;
}

/**
 * The ISP's name for the corner of the frame, and what GB means here. Null until the engine answered: volumes are not
 * drawn in one meaning first and another after. A role that may not read settings gets the host's name and 10⁹.
 */
export function useSite({ permissions }: Me): string | null {
  const mayRead = permissions.includes('settings.view');
  const revision = useRevision((state) => state.revision);
  const [site, setSite] = useState(mayRead ? null : location.hostname);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a revision reads again
  useEffect(() => {
    if (!mayRead) return;
    let left = false;
    takeSite().then(
      ({ name, volumeBase }) => {
        if (left) return;
        setVolumeBase(volumeBase);
        setSite(name);
      },
      () => !left && setSite(location.hostname), // the views say by themselves what does not answer
    );
    return () => {
      left = true;
    };
  }, [mayRead, revision]);
  return site;
}
