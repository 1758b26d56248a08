import type { IconType } from './icons.ts';

/** An icon at the console's weight: 14 px in controls and rows, 16 px alone. Always beside a word or under a label. */
export function Glyph({ icon: Icon, size = 14 }: { readonly icon: IconType; readonly size?: number }) {
  return <Icon size={size} stroke={1.9} aria-hidden="true" focusable="false" />;
}
