import { useEffect, useState } from 'react';
import { create } from 'zustand';
import type { Me } from '../../shared/contract/operations/auth.ts';
import { setVolumeBase } from '../ui/formats/units.ts';
import { engine } from './engine.ts';

const useRevision = create(() => ({ revision: 0 }));

/** The settings were saved: name and GB are read again. */
export const siteChanged = (): void => useRevision.setState(({ revision }) => ({ revision: revision + 1 }));

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
    engine.call('settings.get').then(
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
