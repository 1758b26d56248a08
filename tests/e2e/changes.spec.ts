/** What running sessions wait for, and disconnecting many, in a real Chromium on a real engine with a simulated ISP. */
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { createSimulatedIsp, type SimulatedIsp } from '../../electron/engine/demo/isp.ts';
import { createPopulation } from '../../electron/engine/demo/population.ts';
import { nasBody } from '../../electron/engine/demo/seed.ts';
import type { SimSession } from '../../electron/engine/demo/session.ts';
import { adminPassword, type RunningEngine, startEngine, temporaryFolders } from '../engine/support/engine-process.ts';
import { seriousFindings } from './support/findings.ts';

const people = 30;
const folders = temporaryFolders();
let engine: RunningEngine;
let isp: SimulatedIsp;
let sessions: SimSession[];
let context: BrowserContext;
let page: Page;
let serviceId: number;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  engine = await startEngine({
    dataDir: await folders.make(),
    flags: ['--quota-interval-ms', '1000'],
    isBuilt: true,
  });
  const api = await engine.login();
  const { auth: authPort, acct: acctPort } = engine.ready.radius;
  const subscribers = createPopulation({ seed: 'changes', subscribers: people, routers: 1 });
  isp = createSimulatedIsp({
    seed: 'changes',
    routers: 1,
    subscribers,
    radius: { address: '127.0.0.1', authPort, acctPort },
  });
  await isp.start();
  const [router] = isp.routers;
  await api.post('/nas', { ...nasBody(router!), coaPort: router!.coaPort });
  ({ id: serviceId } = await api.post<{ id: number }>('/services', { name: 'Fiber', downKbps: 10_000, upKbps: 5_000 }));
  for (const { username, password } of subscribers) await api.post('/subscribers', { username, password, serviceId });
  sessions = [];
  for (const { username } of subscribers) sessions.push(await isp.mustLogIn(username, 0));
  context = await browser.newContext({ viewport: { width: 1600, height: 1000 } });
  page = await context.newPage();
  await page.goto(`${engine.ready.console}/sessions`);
  await page.getByLabel('User name').fill('admin');
  await page.getByLabel('Password').fill(adminPassword);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText(`${people} open`)).toBeVisible({ timeout: 30_000 });
});
test.afterAll(async () => {
  await context?.close();
  await isp?.stop();
  await engine?.stop();
  await folders.cleanUp();
});

test('pain 10: a change that a router refuses waits in Changes with its reason, and is pushed again', async () => {
  const router = isp.routers[0]!;
  await router.faults.set({ coa: { kind: 'nak', errorCause: 'Resources-Unavailable' } });
  await (await engine.login()).call('PATCH', `/services/${serviceId}`, { downKbps: 20_000 });
  await page.goto(`${engine.ready.console}/changes`);
  await expect(async () => {
    await page.getByRole('button', { name: 'Read again' }).click();
    await expect(page.getByText('Resources-Unavailable').first()).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 20_000 });
  expect(await seriousFindings(page)).toEqual([]);
  await page.screenshot({ path: 'test-results/changes.png' });
  await page.goto(`${engine.ready.console}/sessions`);
  await expect(page.getByTitle(/^○ Waits/).first()).toBeVisible({ timeout: 20_000 });
  await page.screenshot({ path: 'test-results/changes-sessions.png' });

  await router.faults.clear();
  await page.goto(`${engine.ready.console}/changes`);
  const all = page.getByRole('button', { name: /^Push all \d+ again$/ });
  // The sweeper may have been quicker: then there is nothing to push.
  if (await all.isVisible({ timeout: 3_000 }).catch(() => false)) await all.click();
  await expect(async () => {
    await page.getByRole('button', { name: 'Read again' }).click();
    await expect(page.getByText('Every session has what it should')).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 20_000 });
  expect(sessions.every(({ rate }) => rate?.downBps === 20_000_000)).toBe(true);
});

test('one session is pushed again from its row, and read back', async () => {
  await page.goto(`${engine.ready.console}/sessions?open=1`);
  await page.getByRole('button', { name: 'Push again' }).click();
  await expect(page.getByText(/^Pushed again: /)).toBeVisible();
  await expect(page.getByText('1 read back.')).toBeVisible();
});

test('many sessions are disconnected after their number is typed, with progress and a result that stays', async () => {
  await page.goto(`${engine.ready.console}/sessions`);
  await expect(page.getByText(`${people} open`)).toBeVisible({ timeout: 20_000 });
  await page.getByRole('grid', { name: 'Live sessions' }).press('Control+a');
  await page.keyboard.press('d');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText(`Disconnect ${people} sessions?`)).toBeVisible();
  await dialog.getByLabel(`Type ${people} to confirm`).fill(`${people}`);
  await dialog.getByRole('button', { name: `Disconnect ${people}` }).click();
  const bar = page.getByRole('region', { name: 'Disconnecting sessions' });
  await expect(bar.getByText(`${people} of ${people} sessions asked for`)).toBeVisible({ timeout: 20_000 });
  await expect(bar.getByText(`${people} disconnected`)).toBeVisible();
  await page.screenshot({ path: 'test-results/changes-bulk.png' });
  expect(sessions.some(({ isOpen }) => isOpen)).toBe(false);
  await bar.getByRole('button', { name: 'Close' }).click();
  await expect(bar).toBeHidden();
});
