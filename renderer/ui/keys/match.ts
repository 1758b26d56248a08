/** What of a keyboard event decides: a plain object, so that the rules are tested without a browser. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly repeat?: boolean;
}

/**
 * Does a press match a binding such as `k`, `J`, `?`, `Enter`, `Shift Enter`, `Mod k`, `Mod Enter`, `Escape`?
 *
 * `Mod` is Ctrl or ⌘. A printable key is matched by what it prints, so `?` works wherever the layout puts it and `J`
 * means Shift+j; Shift is compared only for named keys, and Alt and Mod must be absent unless named.
 */
export function matches(binding: string, press: KeyPress): boolean {
  const words = binding.split(' ');
  const key = words.at(-1) ?? '';
  const wantsMod = words.includes('Mod');
  if ((press.ctrlKey || press.metaKey) !== wantsMod || press.altKey) return false;
  const printable = key.length === 1;
  if (printable && wantsMod) return press.key.toLowerCase() === key.toLowerCase();
  if (printable) return press.key === key;
  const wantsShift = words.includes('Shift');
  const named = key === 'Space' ? ' ' : key;
  return press.key === named && press.shiftKey === wantsShift;
}

/** Where the focus is, as far as it matters for single keys. */
export type FocusKind = 'page' | 'control' | 'text';

/**
 * May a binding run while the focus is there? Text fields keep every key except Escape and Mod combinations; buttons and
 * links keep Enter and Space, which press them.
 */
export function mayRun(binding: string, focus: FocusKind): boolean {
  if (binding === 'Escape' || binding.startsWith('Mod ')) return true;
  if (focus === 'text') return false;
  return focus === 'page' || (binding !== 'Enter' && binding !== 'Space');
}

/** How a binding is printed for people: `Ctrl K`, `Shift Enter`, `Esc`, `⇧J`. */
export function printed(binding: string, mac: boolean): string {
  return binding
    .split(' ')
    .map((word) => {
      if (word === 'Mod') return mac ? '⌘' : 'Ctrl';
      if (word === 'Escape') return 'Esc';
      if (word === 'ArrowUp') return '↑';
      if (word === 'ArrowDown') return '↓';
      if (word.startsWith('Page')) return word === 'PageDown' ? 'Pg ↓' : 'Pg ↑';
      if (/^[A-Z]$/.test(word)) return `Shift ${word}`;
      return word.length === 1 ? word.toUpperCase() : word;
    })
    .join(' ');
}
