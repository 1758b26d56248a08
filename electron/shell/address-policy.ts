/** What a page in our window may reach: the engine's own console, and nothing else. Pure; `window.ts` applies it. */

/** True when `url` lies on `origin` (scheme, host and port). `origin` is undefined before the engine is ready. */
export function isOwnAddress(url: string, origin: string | undefined): boolean {
  return origin !== undefined && URL.canParse(url) && new URL(url).origin === origin;
}

/** A download is a file that the console made: an export of its own, by address or as a blob of its page. */
export function isOwnDownload(url: string, origin: string | undefined): boolean {
  return isOwnAddress(url.startsWith('blob:') ? url.slice('blob:'.length) : url, origin);
}

/** The one permission that a page gets: writing to the clipboard when a person clicked ("click copies"). */
export const isGranted = (permission: string, requester: string, origin: string | undefined): boolean =>
  permission === 'clipboard-sanitized-write' && isOwnAddress(requester, origin);
