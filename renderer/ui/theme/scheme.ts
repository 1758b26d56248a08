import { create } from 'zustand';

/** The two designed looks. Dark unless the operator asked for light; never taken from the operating system. */
export type Scheme = 'dark' | 'light';

const remembered = 'lastmile.scheme';

interface SchemeState {
  readonly scheme: Scheme;
  readonly setScheme: (scheme: Scheme) => void;
}

/** Reads the remembered scheme. Storage may be refused (private window, policy): then dark, and nothing is kept. */
function recall(): Scheme {
  try {
    return localStorage.getItem(remembered) === 'light' ? 'light' : 'dark';
  } catch {
    return 'dark';
  }
}

function keep(scheme: Scheme): void {
  try {
    localStorage.setItem(remembered, scheme);
  } catch {
    // Refused storage costs the operator one click per visit, nothing more.
  }
}

/** tokens.css listens to `data-theme`, Mantine's own rules to `data-mantine-color-scheme`. */
function paint(scheme: Scheme): void {
  document.documentElement.dataset.theme = scheme;
  document.documentElement.dataset.mantineColorScheme = scheme;
}

export const useScheme = create<SchemeState>((set) => ({
  scheme: 'dark',
  setScheme: (scheme) => {
    keep(scheme);
    paint(scheme);
    set({ scheme });
  },
}));

/** Applies the remembered scheme before the first paint, and follows a change made in another window. */
export function startScheme(): void {
  const scheme = recall();
  paint(scheme);
  useScheme.setState({ scheme });
  window.addEventListener('storage', (event) => {
    if (event.key !== remembered) return;
    const changed = recall();
    paint(changed);
    useScheme.setState({ scheme: changed });
  });
}
