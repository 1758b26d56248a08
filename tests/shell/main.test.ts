/**
 * Runs electron/main.ts and electron/preload.ts as they are against the stand-in for `electron`: what is asked of the
 * window, the session, the keychain and the engine's process, and what a page is refused.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Desktop } from '../../shared/contract/desktop.ts';
import type * as electron from './electron-stand-in.ts';

vi.mock('electron', () => import('./electron-stand-in.ts'));

let folder: string;
let server: Server;
let origin: string;
let exchanged: string[];
let isTokenGood: boolean;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lastmile-shell-'));
  exchanged = [];
  isTokenGood = true;
  server = createServer(async (request, response) => {
    exchanged.push(`${request.method} ${request.url} ${Buffer.concat(await request.toArray()).toString()}`);
    response.statusCode = isTokenGood ? 200 : 401;
    if (isTokenGood) response.setHeader('set-cookie', 'lm_console=s3ss10n; Path=/; HttpOnly; SameSite=Strict');
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

let standIn: typeof electron;
const world = () => standIn.world;

/** A fresh world, and modules that have not run yet: starting is what main.ts does when it is imported. */
async function renew(settings: Parameters<typeof electron.renew>[0] = {}): Promise<void> {
  vi.resetModules();
  standIn = (await import('electron')) as unknown as typeof electron;
  standIn.renew({ userData: folder, ...settings });
}

async function start(settings: Parameters<typeof electron.renew>[0] = {}): Promise<void> {
  await renew(settings);
  await import('../../electron/main.ts');
  if (settings.isFirst !== false) await vi.waitFor(() => expect(world().engines).toHaveLength(1));
}
const window = () => world().windows[0] as electron.BrowserWindow;
const engine = () => world().engines.at(-1) as electron.EngineStandIn;
const heard = (kind: string) => engine().heard.filter((message) => message.kind === kind);

/** The engine is ready, hands out a token when asked, and the console has loaded. */
async function serveConsole(): Promise<void> {
  engine().isReady(origin);
  await vi.waitFor(() => expect(heard('login-token-wanted')).toHaveLength(1));
  engine().says({ kind: 'login-token', token: 'once' });
  await vi.waitFor(() => expect(window().loaded).toHaveLength(1));
}

describe('the start', () => {
  it('of a second program shows the first one’s window and starts no engine', async () => {
    await start({ isFirst: false });
    expect(world()).toMatchObject({ engines: [], windows: [], exitCodes: [0] });
    await start();
    await serveConsole();
    window().hide();
    standIn.app.emit('second-instance');
    expect(window().isVisible()).toBe(true);
  });

  it('makes a window that has no right beyond a browser’s', async () => {
    await start();
    expect(world().isSandboxed).toBe(true);
    expect(window().options.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
    });
    expect(window().isVisible()).toBe(false);
  });

  it('loads the console of its own engine, logged in, with the token in no address', async () => {
    await start();
    expect(window().loaded).toEqual([]);
    await serveConsole();
    expect(exchanged).toEqual(['POST /api/v1/auth/exchange {"token":"once"}']);
    expect(world().cookies).toMatchObject([{ url: origin, name: 'lm_console', httpOnly: true, sameSite: 'strict' }]);
    expect(window().loaded).toEqual([origin]);
    expect(window().isVisible()).toBe(true);
  });

  it('loads the console without a login when the engine refuses the token: it asks for the password', async () => {
    isTokenGood = false;
    await start();
    await serveConsole();
    expect(world().cookies).toEqual([]);
    expect(window().loaded).toEqual([origin]);
  });
});

describe('a page in the window', () => {
  const foreign = 'https://example.com/';

  it('stays with our engine', async () => {
    await start();
    const { webContents } = window();
    expect(webContents.tries('will-navigate', `${origin}/sessions`)).toBe(false); // not ready: nothing is ours yet
    await serveConsole();
    for (const way of ['will-navigate', 'will-frame-navigate', 'will-redirect'] as const) {
      expect(webContents.tries(way, `${origin}/sessions`)).toBe(true);
      expect(webContents.tries(way, foreign)).toBe(false);
    }
    expect(webContents.openHandler?.({ url: `${origin}/sessions` })).toEqual({ action: 'deny' });
  });

  it('is granted the clipboard that a click writes to, and nothing else', async () => {
    await start();
    await serveConsole();
    const pages = world().sessions.get('persist:console');
    const asks = (permission: string, requestingUrl: string): unknown => {
      let answer: unknown;
      pages?.requestHandler?.(null, permission, (isGranted) => (answer = isGranted), { requestingUrl });
      return answer;
    };
    expect(asks('clipboard-sanitized-write', `${origin}/`)).toBe(true);
    for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'usb']) {
      expect(asks(permission, `${origin}/`)).toBe(false);
      expect(pages?.checkHandler?.(null, permission, origin)).toBe(false);
    }
    expect(pages?.deviceHandler?.()).toBe(false);
  });

  it('downloads what the console made and nothing else', async () => {
    await start();
    await serveConsole();
    const pages = world().sessions.get('persist:console');
    const isLet = (url: string): boolean => {
      const event = { isStopped: false, preventDefault: () => (event.isStopped = true) };
      pages?.emit('will-download', event, { getURL: () => url });
      return !event.isStopped;
    };
    expect(isLet(`blob:${origin}/1`)).toBe(true);
    expect(isLet(`${foreign}setup.exe`)).toBe(false);
  });

  it('may ask for a new login only when it is ours', async () => {
    await start();
    await serveConsole();
    const ask = world().handlers.get('lastmile:log-in');
    expect(ask?.({ senderFrame: { url: foreign } })).toBe(false);
    const answer = ask?.({ senderFrame: { url: `${origin}/` } });
    await vi.waitFor(() => expect(heard('login-token-wanted')).toHaveLength(2));
    engine().says({ kind: 'login-token', token: 'again' });
    expect(await answer).toBe(true);
    expect(exchanged.at(-1)).toContain('again');
  });
});

describe('an engine that dies', () => {
  it('is started again; the page stays, for its session is still good', async () => {
    await start();
    await serveConsole();
    engine().emit('exit', 1);
    expect(window().webContents.sent.at(-1)).toMatchObject(['lastmile:engine-state', { kind: 'waiting' }]);
    await vi.waitFor(() => expect(world().engines).toHaveLength(2), 2000);
    engine().isReady(origin);
    expect(window().webContents.sent.at(-1)).toMatchObject(['lastmile:engine-state', { kind: 'ready' }]);
    expect(window().loaded).toHaveLength(1);
    expect(world().boxes).toEqual([]);
  });

  it('before it ever served is explained once, not at every try', async () => {
    await start();
    for (const tries of [2, 3]) {
      engine().says({ kind: 'failed', reason: 'port 1812 is taken by another program' });
      engine().emit('exit', 1);
      await vi.waitFor(() => expect(world().engines).toHaveLength(tries), 2000);
    }
    expect(world().boxes).toEqual([expect.stringContaining('port 1812 is taken')]);
  });

  it('of wrong flags ends the program with 2', async () => {
    await start();
    engine().says({ kind: 'failed', reason: '--auth-port must be a number' });
    engine().emit('exit', 2);
    await vi.waitFor(() => expect(world().exitCodes).toEqual([2]));
    expect(world().boxes.join()).toContain('--auth-port must be a number');
  });

  it('while the page loads is tried again a second after it is back', async () => {
    await start();
    window().failsToLoad = true;
    await serveConsole();
    await vi.waitFor(() => expect(heard('login-token-wanted')).toHaveLength(2), 3000);
    engine().says({ kind: 'login-token', token: 'again' });
    await vi.waitFor(() => expect(window().loaded).toHaveLength(2));
  });
});

describe('closing', () => {
  it('the window hides it, says so once, and remembers where it was', async () => {
    await start();
    await serveConsole();
    expect(window().closes()).toBe(false);
    expect(window().closes()).toBe(false);
    expect(window().isVisible()).toBe(false);
    expect(world().notifications).toEqual(['Lastmile keeps running']);
    expect(heard('stop')).toEqual([]);
    await vi.waitFor(() => expect(readFileSync(join(folder, 'window.json'), 'utf8')).toContain('1300'));
    await start();
    expect(window().options).toMatchObject({ x: 10, y: 20, width: 1300, height: 900 });
  });

  it('the program stops the engine in order first', async () => {
    await start();
    await serveConsole();
    world()
      .trayMenu.find(({ label }) => label?.startsWith('Quit'))
      ?.click?.();
    expect(heard('stop')).toHaveLength(1);
    expect(world().exitCodes).toEqual([]);
    engine().emit('exit', 0);
    await vi.waitFor(() => expect(world().exitCodes).toEqual([0]));
    expect(world().engines).toHaveLength(1);
  });
});

describe('secrets', () => {
  it('that the engine made come back from the keychain at the next start', async () => {
    await start();
    engine().says({ kind: 'secret-made', name: 'master-key', value: 'f00d' });
    // By then it is on the disk: the engine seals nothing before it hears this.
    await vi.waitFor(() =>
      expect(heard('secret-kept')).toEqual([{ kind: 'secret-kept', name: 'master-key', isKept: true }]),
    );
    expect(readFileSync(join(folder, 'vault.json'), 'utf8')).toContain('master-key');
    await start();
    engine().says({ kind: 'secret-wanted', name: 'master-key' });
    await vi.waitFor(() =>
      expect(heard('secret')).toEqual([{ kind: 'secret', name: 'master-key', value: 'f00d', isKept: true }]),
    );
  });

  it.runIf(process.platform === 'linux')('Z8: without a keyring nothing is kept, and the tray says so', async () => {
    await start({ keyringBackend: 'basic_text' });
    engine().says({ kind: 'secret-wanted', name: 'master-key' });
    await vi.waitFor(() => expect(heard('secret')).toMatchObject([{ value: null, isKept: false }]));
    world()
      .trayMenu.find(({ label }) => label?.startsWith('No keychain'))
      ?.click?.();
    expect(world().boxes.join()).toContain('no keyring');
  });

  it('to be shown once are shown', async () => {
    await start();
    engine().says({ kind: 'announce', lines: ['The first operator is admin, password pa55'] });
    expect(world().boxes).toEqual(['The first operator is admin, password pa55']);
  });
});

it('the preload gives a page the engine’s state and a new login, and nothing else', async () => {
  await renew();
  await import('../../electron/preload.ts');
  expect([...world().exposed.keys()]).toEqual(['lastmileDesktop']);
  const desktop = world().exposed.get('lastmileDesktop') as Desktop;
  expect(Object.keys(desktop).sort()).toEqual(['logIn', 'onEngineState']);

  const states: unknown[] = [];
  const stop = desktop.onEngineState((state) => states.push(state));
  standIn.ipcRenderer.emit('lastmile:engine-state', { sender: 'must not reach the page' }, { kind: 'starting' });
  stop();
  standIn.ipcRenderer.emit('lastmile:engine-state', {}, { kind: 'stopped' });
  expect(states).toEqual([{ kind: 'starting' }]);
  await desktop.logIn();
  expect(world().invoked).toEqual(['lastmile:log-in']);
});
