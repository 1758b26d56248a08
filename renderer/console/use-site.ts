import { useEffect, useState } from 'react';
import type { Me } from '../../shared/contract/operations/auth.ts';
import { setVolumeBase } from '../ui/formats/units.ts';
import { engine } from './engine.ts';

/**
 * The ISP's name for the corner of the frame, and what GB means here. Null until the engine answered: volumes are not
 * drawn in one meaning first and another after. A role that may not read settings gets the host's name and 10⁹.
 */
export function useSite({ permissions }: Me): string | null {
  const mayRead = permissions.includes('settings.view');
  const [site, setSite] = useState(mayRead ? null : location.hostname);
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
  }, [mayRead]);
  return site;
}
