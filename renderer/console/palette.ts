import { IconDark, IconLight, IconSignOut } from '../ui/controls/icons.ts';
import { toast } from '../ui/overlay/toasts.ts';
import { filterItems, type PaletteItem, type PaletteProvider } from '../ui/palette/palette-model.ts';
import { useScheme } from '../ui/theme/scheme.ts';
import { signOut } from './session.ts';
import type { ConsoleView } from './views.ts';

/** The views as palette lines. */
export function viewProvider(allowed: readonly ConsoleView[], navigate: (path: string) => void): PaletteProvider {
  const items = allowed.map(
    (view): PaletteItem => ({
      id: `view:${view.path}`,
      icon: view.icon,
      label: view.label,
      note: view.group,
      run: ({ newWindow }) => (newWindow ? window.open(view.path, '_blank', 'noopener') : navigate(view.path)),
    }),
  );
  return {
    id: 'views',
    scopes: ['all', 'commands'],
    search: ({ text }) => [{ title: 'Views', items: filterItems(items, text) }],
  };
}

/** What the console itself can do. */
export function commandProvider(): PaletteProvider {
  return {
    id: 'commands',
    scopes: ['all', 'commands'],
    search: ({ text }) => {
      const { scheme, setScheme } = useScheme.getState();
      const other = scheme === 'dark' ? 'light' : 'dark';
      const items: readonly PaletteItem[] = [
        {
          id: 'theme',
          icon: other === 'light' ? IconLight : IconDark,
          label: other === 'light' ? 'Light theme' : 'Dark theme',
          look: 'action',
          run: () => setScheme(other),
        },
        {
          id: 'sign-out',
          icon: IconSignOut,
          label: 'Sign out',
          look: 'action',
          run: () => {
            void signOut().then((trouble) => {
              if (trouble) toast({ severity: 'crit', title: 'You are still signed in', detail: trouble });
            });
          },
        },
      ];
      return [{ title: 'Commands', items: filterItems(items, text) }];
    },
  };
}
