// Runs before the first paint, and before any script of the build: the remembered theme (see renderer/ui/theme/scheme.ts),
// and whether this browser was signed in last (renderer/console/session.ts), for then the frame's outline may be drawn.
// Storage may be refused: then dark, and no outline.
try {
  if (localStorage.getItem('lastmile.scheme') === 'light') {
    document.documentElement.dataset.theme = 'light';
    document.documentElement.dataset.mantineColorScheme = 'light';
  }
  if (localStorage.getItem('lastmile.signed-in')) document.documentElement.dataset.outline = '';
} catch {}
