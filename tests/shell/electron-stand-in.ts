/**
 * A stand-in for the `electron` module, so that main and preload run in a plain Node test. It is not Electron: it
 * records what was asked of it and lets a test play the operating system, the engine's process and the page. What only
 * Electron can show (that the sandbox holds, that a page renders) is not shown by tests that use it.
 */
import { EventEmitter } from 'node:events';

export class WebContentsStandIn extends EventEmitter {
  readonly sent: unknown[][] = [];
  openHandler: ((details: { url: string }) => { action: string }) | undefined;
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }
  send(...message: unknown[]): void {
    this.sent.push(message);
  }
  /** A page tries to go to `url` by the way of `event`; true when it was let. */
  tries(event: 'will-navigate' | 'will-frame-navigate' | 'will-redirect', url: string): boolean {
    let isLet = true;
    this.emit(event, { url, preventDefault: () => (isLet = false) });
    return isLet;
  }
}

export class BrowserWindow extends EventEmitter {
  readonly webContents = new WebContentsStandIn();
  readonly options: Record<string, unknown>;
  readonly loaded: string[] = [];
  /** Rejects the next load, as an engine that does not serve would. */
  failsToLoad = false;
  #isVisible = false;
  isMaximizedNow = false;
  constructor(options: Record<string, unknown>) {
    super();
    this.options = options;
    world.windows.push(this);
  }
  async loadURL(url: string): Promise<void> {
    this.loaded.push(url);
    if (!this.failsToLoad) return;
    this.failsToLoad = false;
    this.webContents.emit('did-fail-load', {}, -102, 'ERR_CONNECTION_REFUSED', url, true);
    throw new Error('ERR_CONNECTION_REFUSED');
  }
  show(): void {
    this.#isVisible = true;
  }
  hide(): void {
    this.#isVisible = false;
  }
  focus(): void {
    world.focused += 1;
  }
  restore(): void {}
  maximize(): void {
    this.isMaximizedNow = true;
  }
  isVisible = (): boolean => this.#isVisible;
  isMinimized = (): boolean => false;
  isMaximized = (): boolean => this.isMaximizedNow;
  isDestroyed = (): boolean => false;
  getNormalBounds = () => ({ x: 10, y: 20, width: 1300, height: 900 });
  /** The operator closes the window; true when it closed. */
  closes(): boolean {
    let isClosed = true;
    this.emit('close', { preventDefault: () => (isClosed = false) });
    return isClosed;
  }
}

/** The engine's process, played by the test. */
export class EngineStandIn extends EventEmitter {
  readonly pid = undefined;
  readonly heard: { kind: string }[] = [];
  isKilled = false;
  readonly file: string;
  readonly args: readonly string[];
  constructor(file: string, args: readonly string[]) {
    super();
    this.file = file;
    this.args = args;
  }
  postMessage(message: { kind: string }): void {
    this.heard.push(message);
    if (message.kind === 'ping') this.emit('message', { kind: 'pong' });
  }
  kill(): void {
    this.isKilled = true;
    this.emit('exit', 137);
  }
  says(message: unknown): void {
    this.emit('message', message);
  }
  isReady(consoleUrl: string): void {
    const radius = { auth: 1812, acct: 1813 };
    this.says({
      kind: 'ready',
      ready: { event: 'ready', pid: 1, console: consoleUrl, portal: 'http://127.0.0.1:8480', radius, ms: 5 },
    });
  }
}

type Answer = (isGranted: boolean) => void;
class SessionStandIn extends EventEmitter {
  readonly cookies = { set: async (cookie: Record<string, unknown>) => void world.cookies.push(cookie) };
  requestHandler: ((contents: unknown, permission: string, answer: Answer, details: object) => void) | undefined;
  checkHandler: ((contents: unknown, permission: string, origin: string) => boolean) | undefined;
  deviceHandler: (() => boolean) | undefined;
  setPermissionRequestHandler(handler: typeof this.requestHandler): void {
    this.requestHandler = handler;
  }
  setPermissionCheckHandler(handler: typeof this.checkHandler): void {
    this.checkHandler = handler;
  }
  setDevicePermissionHandler(handler: typeof this.deviceHandler): void {
    this.deviceHandler = handler;
  }
}

/** Everything that was asked of the stand-in. `renew` begins the next test with a fresh one. */
function newWorld() {
  return {
    windows: [] as BrowserWindow[],
    engines: [] as EngineStandIn[],
    cookies: [] as Record<string, unknown>[],
    sessions: new Map<string, SessionStandIn>(),
    handlers: new Map<string, (event: unknown, ...args: unknown[]) => unknown>(),
    boxes: [] as string[],
    notifications: [] as string[],
    trayTips: [] as string[],
    trayMenu: [] as { label?: string; click?: () => void; enabled?: boolean }[],
    exitCodes: [] as number[],
    exposed: new Map<string, unknown>(),
    invoked: [] as string[],
    focused: 0,
    isSandboxed: false,
    isFirst: true,
    userData: '',
    keyringBackend: 'gnome_libsecret',
  };
}
export let world = newWorld();
export function renew(settings: Partial<ReturnType<typeof newWorld>> = {}): void {
  app.removeAllListeners();
  ipcRenderer.removeAllListeners();
  world = { ...newWorld(), ...settings };
}

class AppStandIn extends EventEmitter {
  readonly isPackaged = false;
  whenReady = async (): Promise<void> => undefined;
  getPath = (_name: string): string => world.userData;
  requestSingleInstanceLock = (): boolean => world.isFirst;
  enableSandbox(): void {
    world.isSandboxed = true;
  }
  /** As in Electron: asks the listeners first; whoever prevents it ends the program by `exit` later. */
  quit(): void {
    let isHeld = false;
    this.emit('before-quit', { preventDefault: () => (isHeld = true) });
    if (!isHeld) this.exit(0);
  }
  exit(code: number): void {
    world.exitCodes.push(code);
  }
}

export const app = new AppStandIn();
export const utilityProcess = {
  fork(file: string, args: readonly string[]): EngineStandIn {
    const engine = new EngineStandIn(file, args);
    world.engines.push(engine);
    return engine;
  },
};
export const session = {
  fromPartition(name: string): SessionStandIn {
    const known = world.sessions.get(name) ?? new SessionStandIn();
    world.sessions.set(name, known);
    return known;
  },
};
const display = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1040 } };
export const screen = { getPrimaryDisplay: () => display, getAllDisplays: () => [display] };
export const safeStorage = {
  isAsyncEncryptionAvailable: async (): Promise<boolean> => true,
  getSelectedStorageBackend: (): string => world.keyringBackend,
  encryptStringAsync: async (text: string): Promise<Buffer> => Buffer.from(text).reverse(),
  decryptStringAsync: async (sealed: Buffer) => ({ result: Buffer.from(sealed).reverse().toString() }),
};
export const dialog = {
  showMessageBox: async ({ message }: { message: string }) => void world.boxes.push(message),
  showErrorBox: (title: string, text: string) => void world.boxes.push(`${title}: ${text}`),
};
export class Notification {
  readonly #title: string;
  constructor({ title }: { title: string }) {
    this.#title = title;
  }
  show(): void {
    world.notifications.push(this.#title);
  }
}
export class Tray extends EventEmitter {
  setToolTip(text: string): void {
    world.trayTips.push(text);
  }
  setContextMenu(menu: typeof world.trayMenu): void {
    world.trayMenu = menu;
  }
}
export const Menu = { buildFromTemplate: <T>(template: T): T => template, setApplicationMenu: () => undefined };
export const ipcMain = {
  handle: (channel: string, handler: (event: unknown, ...args: unknown[]) => unknown) =>
    void world.handlers.set(channel, handler),
};

class IpcRendererStandIn extends EventEmitter {
  async invoke(channel: string): Promise<unknown> {
    world.invoked.push(channel);
    return true;
  }
}
export const ipcRenderer = new IpcRendererStandIn();
export const contextBridge = {
  exposeInMainWorld: (name: string, api: unknown) => void world.exposed.set(name, api),
};
