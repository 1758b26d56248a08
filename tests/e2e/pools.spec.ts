/** IP pools as an operator uses them, in a real Chromium on the running demo. */
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { operator, type RunningDemo, startDemo } from './support/demo.ts';
import { seriousFindings } from './support/findings.ts';

let demo: RunningDemo;
let context: BrowserContext;
let page: Page;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  demo = await startDemo();
  await demo.online(100);
  context = await browser.newContext({ viewport: { width: 1600, height: 1000 } });
  page = await context.newPage();
  await page.goto(`${demo.ready.console}/ip-pools`);
  await page.getByLabel('User name').fill(operator.username);
  await page.getByLabel('Password').fill(operator.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'IP pools' })).toBeVisible({ timeout: 30_000 });
});
test.afterAll(async () => {
  await context?.close();
  await demo?.stop();
});

test('F052, X33: a pool is taken over from a router, its sessions have their leases, one is released', async () => {
  // The demo's own, whose prepaid lines have their addresses from it.
  await expect(page.getByText('100.126.0.0/22')).toBeVisible();
  await page.getByRole('button', { name: 'Take over from a router' }).first().click();
  await page.getByRole('combobox', { name: 'Router' }).click();
  await page.getByRole('option').first().click();
  await page
    .getByRole('button', { name: /^Take over (?!from)/ })
    .first()
    .click();
  await expect(page.getByText('addresses can be given')).toBeVisible();

  await page.getByLabel('Ranges').fill('100.64.0.300');
  await expect(page.getByText(/is not an IPv4 address/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Add the pool' })).toBeDisabled();
  await page.getByLabel('Ranges').fill('100.64.0.0/20');
  await page.getByLabel('Name', { exact: true }).fill('taken over');
  await page.getByRole('button', { name: 'Add the pool' }).click();
  await expect(page.getByText('Pool taken over is added')).toBeVisible();
  await page.getByRole('button', { name: /^taken over 100\.64\.0\.0/ }).click();

  // The sessions that the routers gave addresses of this range to.
  await expect(async () => {
    await page.getByRole('button', { name: 'Read again' }).click();
    await expect(page.getByRole('gridcell', { name: 'in use' }).first()).toBeVisible({ timeout: 1000 });
  }).toPass();
  expect(await seriousFindings(page)).toEqual([]);

  const map = page.getByRole('group', { name: /Addresses of taken over/ });
  await map.focus();
  await map.press('Home');
  await expect(page.getByText('100.64.0.0: reserved')).toBeVisible();

  const row = page
    .getByRole('row')
    .filter({ has: page.getByRole('gridcell', { name: 'in use' }) })
    .first();
  await row.hover();
  await row.getByRole('button', { name: /Release/ }).click();
  await page.getByRole('button', { name: /^Release 100\./ }).click();
  await expect(page.getByText(/is released/)).toBeVisible();
});
