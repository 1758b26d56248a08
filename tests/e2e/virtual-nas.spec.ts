/** Virtual NAS as an operator uses it, in a real Chromium on the running demo. */
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { operator, type RunningDemo, startDemo } from './support/demo.ts';
import { seriousFindings } from './support/findings.ts';

let demo: RunningDemo;
let context: BrowserContext;
let page: Page;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  demo = await startDemo(['--radsec-port', '0']);
  context = await browser.newContext({ viewport: { width: 1600, height: 1000 } });
  page = await context.newPage();
  await page.goto(`${demo.ready.console}/virtual-nas`);
  await page.getByLabel('User name').fill(operator.username);
  await page.getByLabel('Password').fill(operator.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Virtual NAS' })).toBeVisible({ timeout: 30_000 });
});
test.afterAll(async () => {
  await context?.close();
  await demo?.stop();
});

const open = (path: string) => page.goto(`${demo.ready.console}${path}`);

test('F058, F059, F061: the connection point and the table of NAS clients', async () => {
  await open('/virtual-nas');
  await expect(page.getByText(`:${demo.ready.radius.auth}`).first()).toBeVisible();
  await expect(page.getByText(`:${demo.ready.radius.acct}`).first()).toBeVisible();
  for (const head of ['ID', 'Name', 'Mode', 'NAS IP / Cert', 'Vendor', 'Expires']) {
    await expect(page.getByRole('columnheader', { name: head, exact: true })).toBeVisible();
  }
  expect(await seriousFindings(page)).toEqual([]);
});

test('F060: a new client by UDP ends in the lines for its router, with a long random secret', async () => {
  await open('/virtual-nas');
  await page.getByRole('button', { name: 'New client, UDP' }).click();
  const secret = await page.getByLabel('Secret', { exact: true }).inputValue();
  expect(secret.length).toBeGreaterThanOrEqual(24);
  await page.getByLabel('Name', { exact: true }).fill('by-udp');
  await page.getByLabel('Source address').fill('198.51.100.7');
  await page.getByRole('button', { name: 'Register the NAS' }).click();
  await expect(page.getByText(`secret="${secret}"`)).toBeVisible();
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('gridcell', { name: 'by-udp' })).toBeVisible();
});
