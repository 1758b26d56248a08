/** The application's menu, hidden until Alt is pressed: editing, zoom, and the way out. */
import type { MenuItemConstructorOptions } from 'electron';

export function appMenu(quit: () => void): MenuItemConstructorOptions[] {
  return [
    { label: 'Lastmile', submenu: [{ label: 'Quit (stops RADIUS)', accelerator: 'CmdOrCtrl+Q', click: quit }] },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        { role: 'reload' },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
  ];
}
