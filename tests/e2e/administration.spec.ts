/**
 * What an administrator sets up, in a real Chromium on one empty engine: settings, realms, groups, RadSec; and the bridge
 * of our own window, which a browser does not have and a stand-in plays here.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import type { ApiSession } from '../engine/support/api-session.ts';
import { adminPassword, type RunningEngine, startEngine } from '../engine/support/engine-process.ts';

let dataDir: string;
let engine: RunningEngine;
let api: ApiSession;
let context: BrowserContext;
let page: Page;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  dataDir = await mkdtemp(join(tmpdir(), 'lastmile-e2e-'));
  engine = await startEngine({ dataDir, isBuilt: true, flags: ['--radsec-port', '0'] });
  api = await engine.login();
  context = await browser.newContext({ viewport: { width: 1600, height: 1000 } });
  page = await context.newPage();
  await open('/');
  await page.getByLabel('User name').fill('admin');
  await page.getByLabel('Password').fill(adminPassword);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible({ timeout: 30_000 });
});
test.afterAll(async () => {
  await context?.close();
  await engine?.stop();
  if (dataDir) await rm(dataDir, { recursive: true, force: true });
});

const open = (path: string) => page.goto(`${engine.ready.console}${path}`);
const input = (label: string) => page.getByLabel(label, { exact: true }).and(page.locator('input, textarea'));
const button = (name: string | RegExp) => page.getByRole('button', { name });
const dialog = () => page.getByRole('dialog');

/** Mantine's select: opened, narrowed where it can be searched, chosen. */
async function choose(label: string, option: string | RegExp, search?: string): Promise<void> {
  await input(label).click();
  if (search !== undefined) await input(label).fill(search);
  await page.getByRole('option', { name: option }).first().click();
}

/** An act of a row, by its button under the pointer. */
async function act(row: string, action: string | RegExp): Promise<void> {
  const line = page.getByRole('row', { name: new RegExp(row) });
  // A drawer that is still leaving can lie between the pointer and the row: then the pointer moves once more.
  await expect(async () => {
    await page.mouse.move(0, 0);
    await line.hover();
    await line.getByRole('button', { name: action }).click({ timeout: 2000 });
  }).toPass();
}

test.describe('settings', () => {
  test('F084: every field is saved, and is there when the page is loaded again', async () => {
    await open('/settings');
    await input('Name').fill('Northwind Fiber');
    await choose('Currency', /EUR/, 'EUR');
    await choose('One GB is', /2³⁰ bytes/);
    await choose('Time zone', /Beirut/, 'Beirut');
    await input('The quota day begins at').fill('04:30');
    await choose('Expired', 'Refuse the login');
    await choose('Suspended', 'Refuse the login');
    await choose('Inactive', 'Refuse the login');
    await input('Address list of the wall').fill('behind-the-wall');
    await input('Pool of the wall').fill('wall-pool');
    await input('Download behind the wall').fill('768k');
    await input('Upload behind the wall').fill('256k');
    await button('Window').click();
    await input('Window 1, note').fill('The mast is moved.');
    await button('Save the settings').click();
    await dialog()
      .getByRole('button', { name: /^Save and/ })
      .click();
    await expect(page.getByText('The settings are saved')).toBeVisible();

    expect(await api.get('/settings')).toMatchObject({
      ...{ name: 'Northwind Fiber', currency: 'EUR', volumeBase: 'binary', timeZone: 'Asia/Beirut' },
      ...{ dailyResetTime: '04:30', expiredPolicy: 'reject', suspendedPolicy: 'reject', inactivePolicy: 'reject' },
      walled: { addressList: 'behind-the-wall', pool: 'wall-pool', downKbps: 768, upKbps: 256 },
      maintenance: [{ note: 'The mast is moved.' }],
    });
    await page.reload();
    await expect(input('Name')).toHaveValue('Northwind Fiber');
    await expect(input('The quota day begins at')).toHaveValue('04:30');
    await expect(input('Download behind the wall')).toHaveValue('768k');
    await expect(input('Window 1, note')).toHaveValue('The mast is moved.');
    await expect(page.getByRole('banner')).toContainText('Northwind Fiber');
  });

  test('a value that cannot be is named at its field and not saved; dropping it brings the old one back', async () => {
    await open('/settings');
    for (const [label, bad] of [
      ['The quota day begins at', '25:00'],
      ['Download behind the wall', 'fast'],
      ['Name', ''],
    ] as const) {
      const before = await input(label).inputValue();
      await input(label).fill(bad);
      await expect(input(label)).toHaveAttribute('aria-invalid', 'true');
      await expect(button('Save the settings')).toBeDisabled();
      await button('Drop the changes').click();
      await expect(input(label)).toHaveValue(before);
      await expect(input(label)).not.toHaveAttribute('aria-invalid', 'true');
      await expect(button('Drop the changes')).toBeHidden();
    }
  });
});

test('F050: a realm is added, refused with the reason at its field, changed, and deleted once that is confirmed', async () => {
  const named = page.locator('.form-drawer').getByLabel('Name', { exact: true });
  await open('/realms');
  await button('Add a realm').first().click();
  await named.fill('no spaces here');
  await button('Add the realm').click();
  await expect(named).toHaveAttribute('aria-invalid', 'true');
  await named.fill('north.example');
  await page.getByLabel('PAP', { exact: true }).uncheck();
  await button('Add the realm').click();
  const row = page.getByRole('row', { name: /north\.example/ });
  await expect(row).toContainText('CHAP, MS-CHAPv1, MS-CHAPv2');
  await expect(row).not.toContainText('PAP,');

  await act('north\\.example', /^Edit/);
  await page.getByLabel('Active: its subscribers may log in').uncheck({ force: true });
  await button('Save the realm').click();
  await expect(row).toContainText('Off');

  await act('north\\.example', 'Delete');
  await expect(dialog()).toContainText('rejected as an unknown realm');
  await dialog().getByRole('button', { name: 'Cancel' }).click();
  await expect(row).toBeVisible();
  await act('north\\.example', 'Delete');
  await dialog().getByRole('button', { name: 'Delete north.example' }).click();
  await expect(row).toBeHidden();
});

test('F051: a group takes its attributes from the dictionary, names a bad one, and is deleted once that is confirmed', async () => {
  await open('/groups');
  await button('Add a group').first().click();
  await input('Name').fill('hotel');
  await button('Attribute').click();
  await input('Attribute 1').fill('Framed-Poo');
  await page.getByRole('option', { name: 'Framed-Pool' }).click();
  await input('Value of Framed-Pool').fill('hotel-pool');
  await expect(page.getByText('A pool of the router: none here has this name')).toBeVisible();
  await button('Attribute').click();
  await input('Attribute 2').fill('User-Password');
  await expect(input('Attribute 2')).toHaveAttribute('aria-invalid', 'true');
  await input('Attribute 2').fill('No-Such-Attribute');
  await input('Value of No-Such-Attribute').fill('1');
  await button('Check').click();
  await input('Value of Called-Station-Id').fill('pppoe-hotel');
  await button('Add the group').click();
  await expect(input('Attribute 2')).toHaveAttribute('aria-invalid', 'true');
  await button('Remove No-Such-Attribute').click();
  await button('Add the group').click();
  const row = page.getByRole('row', { name: /hotel/ });
  await expect(row).toContainText('Framed-Pool = hotel-pool');
  await expect(row).toContainText('Called-Station-Id == pppoe-hotel');

  await act('hotel', 'Delete');
  await dialog().getByRole('button', { name: 'Cancel' }).click();
  await expect(row).toBeVisible();
  await act('hotel', 'Delete');
  await dialog().getByRole('button', { name: 'Delete hotel' }).click();
  await expect(row).toBeHidden();
});

test('F052: without a pool the page says what one is for, and how to begin', async () => {
  await open('/ip-pools');
  await expect(page.getByText('No IP pool yet')).toBeVisible();
  await expect(button('Take over from a router').first()).toBeVisible();
});

test('F058–F061: RadSec from the authority to a router’s file and lines, and to its revocation', async () => {
  await open('/certificates');
  await button('Create the authority').first().click();
  await input('Addresses and names, the usual one first').fill('192.0.2.10\nradius.example.net');
  await page.locator('.form-drawer').getByRole('button', { name: 'Create the authority' }).click();
  await expect(page.getByText('The authority is made; RadSec is served')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('192.0.2.10, radius.example.net')).toBeVisible();

  await open('/virtual-nas');
  await button('New client, RadSec').first().click(); // an empty list offers it a second time
  await input('Name').fill('tower-9');
  await button('Register and issue its certificate').click();
  await expect(page.getByText('tower-9 is let in by its certificate.')).toBeVisible({ timeout: 30_000 });
  const drawer = page.locator('.form-drawer');
  await expect(drawer).toContainText('/certificate import');
  await expect(drawer).toContainText('protocol=radsec');
  const downloading = page.waitForEvent('download');
  await drawer.getByRole('button', { name: /\.pem$/ }).click();
  const pem = await readFile(await (await downloading).path(), 'utf8');
  expect(pem).toContain('PRIVATE KEY');
  expect(pem.match(/BEGIN CERTIFICATE/g)?.length).toBeGreaterThanOrEqual(2);
  await button('Done').click();

  await open('/certificates?kind=client');
  await act('tower-9', 'Revoke');
  await expect(dialog()).toContainText('cut at once');
  const sure = dialog().getByRole('button', { name: 'Revoke' });
  await expect(sure).toBeDisabled();
  await dialog().getByLabel('Type tower-9 to confirm').fill('tower-9');
  await sure.click();
  await expect(page.getByRole('row', { name: /tower-9/ })).toContainText('revoked');
});

test.describe('the bridge of our own window', () => {
  /** A window whose shell logs it in, or does not. */
  async function windowWith(logsIn: boolean): Promise<Page> {
    const window = await (await context.browser()!.newContext()).newPage();
    await window.addInitScript(
      ({ mayLogIn, password }) => {
        const told = { logIns: 0, tell: (_state: unknown): void => undefined };
        Object.assign(globalThis, {
          shell: told,
          lastmileDesktop: {
            logIn: async () => {
              told.logIns += 1;
              if (!mayLogIn) return false;
              const answer = await fetch('/api/v1/auth/login', {
                method: 'POST',
                headers: { 'content-type': 'application/json' },
                body: JSON.stringify({ username: 'admin', password }),
              });
              return answer.ok;
            },
            onEngineState: (listener: (state: unknown) => void) => {
              told.tell = listener;
              return () => undefined;
            },
          },
        });
      },
      { mayLogIn: logsIn, password: adminPassword },
    );
    await window.goto(engine.ready.console);
    return window;
  }
  const tell = (window: Page, state: unknown) =>
    window.evaluate(
      (said) => (globalThis as unknown as { shell: { tell: (s: unknown) => void } }).shell.tell(said),
      state,
    );
  const logIns = (window: Page) =>
    window.evaluate(() => (globalThis as unknown as { shell: { logIns: number } }).shell.logIns);

  test('the shell logs the window in without a form, again when the session ended, and tells of a restart', async () => {
    const window = await windowWith(true);
    await expect(window.getByRole('heading', { name: 'Overview' })).toBeVisible();
    expect(await logIns(window)).toBe(1);

    await tell(window, { kind: 'waiting', retryMs: 250, reason: 'it ended with 1' });
    await expect(window.getByText('engine is restarting (try 1). What is shown is from before.')).toBeVisible();
    await tell(window, { kind: 'ready', ready: {} });
    await expect(window.getByText('engine is restarting')).toBeHidden();

    await window.context().clearCookies();
    await expect.poll(() => logIns(window), { timeout: 15_000 }).toBe(2);
    await expect(window.getByRole('heading', { name: 'Overview' })).toBeVisible();
    await window.context().close();
  });

  test('where the shell may not, the sign-in form stands as in a browser', async () => {
    const window = await windowWith(false);
    await expect(window.getByRole('button', { name: 'Sign in' })).toBeVisible();
    expect(await logIns(window)).toBe(1);
    await window.context().close();
  });
});
