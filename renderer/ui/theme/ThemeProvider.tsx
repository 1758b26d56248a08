import { type MantineColorSchemeManager, MantineProvider } from '@mantine/core';
import type { ReactNode } from 'react';
import { mantineTheme } from './mantine.ts';
import { useScheme } from './scheme.ts';
import './base.css'; // first: it says which layer is under which
import './tokens.css';
import './fonts.css';
import './mantine-styles.ts';
import './words.css';
import './mantine.css';

/** `scheme.ts` keeps the choice; Mantine must not keep a second one. */
const keepsNothing: MantineColorSchemeManager = {
  get: (fallback) => fallback,
  set: () => {},
  clear: () => {},
  subscribe: () => {},
  unsubscribe: () => {},
};

/** Puts Mantine under our theme without a single injected `<style>`. Wrap the whole console in it, once. */
export function ThemeProvider({ children }: { readonly children: ReactNode }) {
  const scheme = useScheme((state) => state.scheme);
  return (
    <MantineProvider
      theme={mantineTheme}
      forceColorScheme={scheme}
      colorSchemeManager={keepsNothing}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      {children}
    </MantineProvider>
  );
}
