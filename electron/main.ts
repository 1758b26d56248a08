/**
 * Lastmile on the desktop: one window onto an engine in a process of its own. Thin: what can be decided without
 * Electron is decided in `shell/`, in modules with tests.
 */
import { extname, join } from 'node:path';
import { app, dialog, ipcMain, Menu, Notification, safeStorage, session } from 'electron';
import type { EngineState } from '../shared/contract/desktop.ts';
import { isOwnAddress } from './shell/address-policy.ts';
import { appMenu } from './shell/app-menu.ts';
import { confineSession, createConsoleWindow } from './shell/console-window.ts';
import { forkEngine } from './shell/engine-process.ts';
import { logIn } from './shell/log-in.ts';
import { createSupervisor } from './shell/supervisor.ts';
import { createTray } from './shell/tray.ts';
import { openVault } from './shell/vault.ts';

const here = import.meta.dirname;
/** The engine runs beside the archive that holds the shell: its threads and its database driver are real files. */
const engineFile = join(here, 'engine', 'host', `utility${extname(import.meta.filename)}`).replace(
  /\bapp\.asar\b/,
  'app.asar.unpacked',
);
const icon = join(here, '..', 'resources', 'icon.png');
/** `Lastmile --data-dir D` when installed, `electron <folder> --data-dir D` from the sources. */
const flags = process.argv.slice(app.isPackaged ? 1 : 2);

/** A page that was lost is loaded again after this long, so that one that cannot load does not spin. */
const reloadMs = 1000;

async function run(): Promise<void> {
  await app.whenReady();
  const settings = app.getPath('userData');
  const vault = await openVault(join(settings, 'vault.json'), safeStorage, process.platform);
  if (vault.trouble) process.stderr.write(`${vault.trouble}\n`);

  let origin: string | undefined;
  let isPageCurrent = false;
  let hasToldHidden = false;
  let lastTold = '';
  let exitCode = 0;
  let isQuitting = false;
  let awaiting: ((token: string | undefined) => void)[] = [];

  const pages = session.fromPartition('persist:console');
  confineSession(pages, () => origin);

  const window = createConsoleWindow({
    preload: join(here, 'preload.cjs'),
    icon,
    stateFile: join(settings, 'window.json'),
    session: pages,
    origin: () => origin,
    isQuitting: () => isQuitting,
    onHidden() {
      if (hasToldHidden) return;
      hasToldHidden = true;
      const body = 'RADIUS goes on answering. Start Lastmile again, or use its tray icon, to open the console.';
      new Notification({ title: 'Lastmile keeps running', body }).show();
    },
    onLost() {
      isPageCurrent = false;
      setTimeout(() => void loadConsole(), reloadMs);
    },
  });
  const open = (): void => {
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  };
  const explain = (message: string): void => void dialog.showMessageBox({ type: 'info', title: 'Lastmile', message });
  const tray = createTray(icon, {
    open,
    quit: () => app.quit(),
    explainVault: vault.trouble === undefined ? undefined : () => explain(vault.trouble ?? ''),
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate(appMenu(() => app.quit())));

  const supervisor = createSupervisor({
    start: () => forkEngine(engineFile, flags),
    after: (ms, then) => {
      const timer = setTimeout(then, ms);
      return () => clearTimeout(timer);
    },
    onState(state) {
      tray.show(state);
      if (!window.isDestroyed()) window.webContents.send('lastmile:engine-state', state);
      onEngineState(state);
    },
    onMessage(message) {
      switch (message.kind) {
        case 'announce':
          explain(message.lines.join('\n'));
          break;
        case 'login-token':
          settle(message.token);
          break;
        case 'secret-wanted':
          void vault.get(message.name).then((value) => {
            supervisor.send({ kind: 'secret', name: message.name, value, isKept: vault.trouble === undefined });
          });
          break;
        case 'secret-made':
          void vault.set(message.name, message.value).then(
            () => supervisor.send({ kind: 'secret-kept', name: message.name, isKept: vault.trouble === undefined }),
            (error: Error) => {
              process.stderr.write(`The keychain did not take a key: ${error.message}\n`);
              supervisor.send({ kind: 'secret-kept', name: message.name, isKept: false });
            },
          );
          break;
      }
    },
  });

  function onEngineState(state: EngineState): void {
    if (state.kind !== 'ready') settle(undefined); // whoever waited for a token of that engine waits in vain
    if (state.kind === 'ready') {
      const now = new URL(state.ready.console).origin;
      isPageCurrent &&= now === origin;
      origin = now;
      void loadConsole();
    } else if (state.kind === 'refused') {
      dialog.showErrorBox('Lastmile cannot start', state.reason);
      exitCode = 2;
      app.quit();
    } else if (state.kind === 'waiting' && origin === undefined && state.reason !== lastTold) {
      // It never served: the operator sees no console that could tell why.
      lastTold = state.reason;
      explain(`Lastmile could not start: ${state.reason}. It will try again.`);
    }
  }

  function settle(token: string | undefined): void {
    const waiting = awaiting;
    awaiting = [];
    for (const done of waiting) done(token);
  }

  /** Logs the window in at the engine that is ready now. */
  async function logWindowIn(): Promise<boolean> {
    if (supervisor.state.kind !== 'ready' || origin === undefined) return false;
    const token = await new Promise<string | undefined>((done) => {
      awaiting.push(done);
      supervisor.send({ kind: 'login-token-wanted' });
    });
    if (token === undefined) return false;
    return logIn(origin, token, pages.cookies, fetch).catch(() => false);
  }

  /** Shows the console of the engine that is ready now, logged in where the engine agrees. */
  async function loadConsole(): Promise<void> {
    if (isPageCurrent || supervisor.state.kind !== 'ready' || origin === undefined) return;
    isPageCurrent = true;
    await logWindowIn();
    if (window.isDestroyed()) return;
    await window.loadURL(origin).catch(() => undefined); // did-fail-load tells of it
    if (!window.isVisible()) open();
  }

  ipcMain.handle('lastmile:log-in', (event) =>
    isOwnAddress(event.senderFrame?.url ?? '', origin) ? logWindowIn() : false,
  );
  app.on('second-instance', open);
  app.on('activate', open);
  app.on('before-quit', (event) => {
    event.preventDefault();
    if (isQuitting) return;
    isQuitting = true;
    void supervisor.stop().then(() => app.exit(exitCode)); // exit, not quit: this handler would hold it back again
  });
  supervisor.start();
}

// Two programs on one data folder would fight over ports and the database: the second start shows the first's window.
if (app.requestSingleInstanceLock()) {
  app.enableSandbox();
  void run();
} else {
  app.quit();
}
