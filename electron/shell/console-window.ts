/**
 * The window: the console's first client, with no right that a browser would not have. It loads one address, that of
 * our own engine, and no page in it can open, visit or be granted anything else.
 */
import { BrowserWindow, type Session, screen, type WebContents } from 'electron';
import { isGranted, isOwnAddress, isOwnDownload } from './address-policy.ts';
import { boundsToOpen, readWindowState, saveWindowState } from './window-state.ts';

export interface ConsoleWindowPorts {
  readonly preload: string;
  readonly icon: string;
  readonly stateFile: string;
  readonly session: Session;
  /** The engine's origin, once it is ready. */
  readonly origin: () => string | undefined;
  /** True when closing the window shall end the application rather than hide it. */
  readonly isQuitting: () => boolean;
  readonly onHidden: () => void;
  /** The page's process died or the page could not be loaded. */
  readonly onLost: () => void;
}

export function createConsoleWindow(ports: ConsoleWindowPorts): BrowserWindow {
  const saved = readWindowState(ports.stateFile);
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id);
  const window = new BrowserWindow({
    ...boundsToOpen(
      saved,
      [primary, ...others].map(({ workArea }) => workArea),
    ),
    minWidth: 1024,
    minHeight: 640,
    show: false,
    title: 'Lastmile',
    icon: ports.icon,
    backgroundColor: '#0b0f14',
    autoHideMenuBar: true,
    webPreferences: {
      preload: ports.preload,
      session: ports.session,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      // A hidden console costs nothing; it catches up when it is shown.
      backgroundThrottling: true,
    },
  });
  if (saved?.isMaximized) window.maximize();
  confine(window.webContents, ports.origin);
  window.webContents.on('render-process-gone', ports.onLost);
  window.webContents.on('did-fail-load', (_event, code, _text, _url, isMainFrame) => {
    const isAborted = code === -3; // a load that another one replaced
    if (isMainFrame && !isAborted) ports.onLost();
  });
  window.on('close', (event) => {
    void saveWindowState(ports.stateFile, {
      bounds: window.getNormalBounds(),
      isMaximized: window.isMaximized(),
    }).catch(
      () => undefined, // a full disk must not keep the window open; the old position stays
    );
    if (ports.isQuitting()) return;
    event.preventDefault();
    window.hide();
    ports.onHidden();
  });
  return window;
}

/** No new window, no foreign page, no frame of one. */
function confine(contents: WebContents, origin: () => string | undefined): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  const stay = (event: { preventDefault(): void; readonly url: string }): void => {
    if (!isOwnAddress(event.url, origin())) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

/** What the pages of a session may do: copy when clicked, and download what the console made. */
export function confineSession(session: Session, origin: () => string | undefined): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) =>
    answer(isGranted(permission, details.requestingUrl, origin())),
  );
  session.setPermissionCheckHandler((_contents, permission, requester) => isGranted(permission, requester, origin()));
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event, item) => {
    if (!isOwnDownload(item.getURL(), origin())) event.preventDefault();
  });
}
