import type { Messages } from './messages/messages.ts';

/** Light or dark by the device, now and when it changes; language and direction of the page. */
export function followDevice({ language, direction }: Messages): void {
  const page = document.documentElement;
  page.lang = language;
  page.dir = direction;
  const light = matchMedia('(prefers-color-scheme: light)');
  const paint = () => {
    page.dataset.theme = light.matches ? 'light' : 'dark';
  };
  paint();
  light.addEventListener('change', paint);
}
