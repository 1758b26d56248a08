import type { Messages } from './messages/messages.ts';

const languageKey = 'portal.language';

/** Languages in the order of wish: what the subscriber chose on this device, then what the device is set to. */
export function wishedLanguages(): readonly string[] {
  const chosen = storage()?.getItem(languageKey);
  return chosen ? [...navigator.languages.filter((tag) => tag.startsWith(chosen)), chosen] : navigator.languages;
}

export const rememberLanguage = (language: string): void => storage()?.setItem(languageKey, language);

/** Undefined where the browser was told to keep nothing: then a choice lasts as long as the page. */
function storage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}

const reloadedKey = 'portal.reloaded';

/** Once a minute at most: a page that is still old after that will not become newer by loading it faster. */
export function reloadOnce(): void {
  const now = Date.now();
  if (now - Number(history.state?.[reloadedKey] ?? 0) < 60_000) return;
  history.replaceState({ [reloadedKey]: now }, ''); // outlives the page that is loaded again, and nothing else
  location.reload();
}

/** Light or dark by the device, now and when it changes; language and direction of the page. */
export function followDevice({ language, direction, title }: Messages): void {
  const page = document.documentElement;
  page.lang = language;
  page.dir = direction;
  document.title = title;
  const light = matchMedia('(prefers-color-scheme: light)');
  const paint = () => {
    page.dataset.theme = light.matches ? 'light' : 'dark';
  };
  paint();
  light.addEventListener('change', paint);
}
