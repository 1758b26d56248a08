import { useEffect, useState } from 'react';

/**
 * For what is rarely opened: nothing of it is rendered before the first time, and from then on it stays. That first time
 * takes two renders, because Mantine notes where the focus was, to give it back, when something closed becomes open.
 */
export function useMade(asked: boolean): { readonly isMade: boolean; readonly opened: boolean } {
  const [isMade, setIsMade] = useState(false);
  const [isClosedOnce, setIsClosedOnce] = useState(false);
  useEffect(() => {
    if (asked) setIsMade(true);
  }, [asked]);
  useEffect(() => {
    if (isMade) setIsClosedOnce(true);
  }, [isMade]);
  return { isMade, opened: asked && isClosedOnce };
}
