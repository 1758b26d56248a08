/** The tray: says how the engine is, opens the console, ends the program. */
import { Menu, type MenuItemConstructorOptions, Tray } from 'electron';
import type { EngineState } from '../../shared/contract/desktop.ts';
import { statusText } from './status-text.ts';

export interface TrayActions {
  readonly open: () => void;
  readonly quit: () => void;
  /** Explains why no keychain is used; absent where one is. */
  readonly explainVault?: (() => void) | undefined;
}

/** The menu as data. The state is its first line; ending the program says what ends with it. */
export function trayMenu(state: EngineState, actions: TrayActions): MenuItemConstructorOptions[] {
  return [
    { label: statusText(state), enabled: false },
    ...(actions.explainVault ? [{ label: 'No keychain in use …', click: actions.explainVault }] : []),
    { type: 'separator' },
    { label: 'Open console', click: actions.open },
    { label: 'Quit (stops RADIUS)', click: actions.quit },
  ];
}

export function createTray(icon: string, actions: TrayActions): { show(state: EngineState): void } {
  const tray = new Tray(icon);
  tray.on('click', actions.open);
  return {
    show(state) {
      tray.setToolTip(`Lastmile: ${statusText(state)}`);
      tray.setContextMenu(Menu.buildFromTemplate(trayMenu(state, actions)));
    },
  };
}
