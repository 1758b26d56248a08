import { create } from 'zustand';
import { isWriting } from './form/unsaved.ts';

/** True when the engine has another console than this page, which stays because something is being written in it. */
export const useUpdated = create<{ readonly isUpdated: boolean }>(() => ({ isUpdated: false }));

export interface UpdatePorts {
  /** Path of this page's own script; its name has a hash of all that the page is built from. */
  readonly script: string | undefined;
  /** The page as the engine serves it now. */
  readonly read: () => Promise<string>;
  readonly isWriting: () => boolean;
  readonly reload: () => void;
}

const ofThisPage: UpdatePorts = {
  script:
    typeof document === 'undefined'
      ? undefined
      : (document.querySelector('script[type="module"][src]')?.getAttribute('src') ?? undefined),
  read: async () => {
    const response = await fetch('/', { cache: 'no-store', headers: { accept: 'text/html' } });
    return response.ok ? response.text() : '';
  },
  isWriting,
  reload: () => location.reload(),
};

/**
 * Asks whether the engine that is back after a break is the one that this page was built with, and loads the page again
 * when it is not: a page on the wall must not draw the answers of another version. An engine that does not answer, or
 * says something else than a page, tells nothing.
 */
export async function lookForUpdate(ports: UpdatePorts = ofThisPage): Promise<void> {
  const { script, read, isWriting: mustStay, reload } = ports;
  if (script === undefined) return;
  const page = await read().catch(() => '');
  if (!page.includes('<div id="root"') || page.includes(`"${script}"`)) return;
  if (mustStay()) useUpdated.setState({ isUpdated: true });
  else reload();
}
