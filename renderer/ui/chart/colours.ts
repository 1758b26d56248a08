import { useScheme } from '../theme/scheme.ts';

/** A colour of tokens.css by its name: `down`, `sev-high`, `text-3`. */
export type ColourToken = string;

let cache = new Map<ColourToken, string>();
useScheme.subscribe(() => {
  cache = new Map();
});

/** The colour as the canvas needs it. Canvases know no CSS variables, and reading them costs, so they are kept. */
export function colour(token: ColourToken): string {
  let value = cache.get(token);
  if (value === undefined) {
    value = getComputedStyle(document.documentElement).getPropertyValue(`--${token}`).trim();
    cache.set(token, value);
  }
  return value;
}
