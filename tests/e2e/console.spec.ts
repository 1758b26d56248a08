/** The console as an operator uses it, in a real Chromium on the running demo. */
import { createSocket } from 'node:dgram';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { operator, type RunningDemo, startDemo } from './support/demo.ts';

test.use({ viewport: { width: 1600, height: 1000 } });

let demo: RunningDemo;
let context: BrowserContext;
let page: Page;
/** What the browser complained about, per test. */
let complaints: string[] = [];

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  demo = await startDemo();
  await demo.online(300);
  context = await browser.newContext({ viewport: { width: 1600, height: 1000 } });
  page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(String(error)));
  await open('/');
  await signIn(page, operator.password);
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
});
test.beforeEach(() => {
  complaints = [];
});
test.afterEach(() => {
  expect(complaints).toEqual([]);
});
test.afterAll(async () => {
  await context?.close();
  await demo?.stop();
});

const open = (path: string) => page.goto(`${demo.ready.console}${path}`);

async function signIn(on: Page, password: string): Promise<void> {
  await on.getByLabel('User name').fill(operator.username);
  await on.getByLabel('Password').fill(password);
  await on.getByRole('button', { name: 'Sign in' }).click();
}

/** Subscribers that a daily tier slows down now: at least three, once the town has been awake for a minute. */
async function throttled(): Promise<{ id: number; username: string }[]> {
  const api = await demo.login();
  let found: { id: number; username: string }[] = [];
  await expect
    .poll(
      async () => {
        found = (await api.get<{ items: typeof found }>('/fup?fup=active&limit=50')).items;
        return found.length;
      },
      { timeout: 60_000 },
    )
    .toBeGreaterThanOrEqual(3);
  return found;
}

test('a wrong password says so and lets nobody in; the right one opens the overview', async ({ browser }) => {
  const stranger = await browser.newPage();
  await stranger.goto(demo.ready.console);
  await signIn(stranger, 'not the password');
  await expect(stranger.getByRole('alert')).toContainText(/wrong/i);
  await signIn(stranger, operator.password);
  await expect(stranger.getByRole('heading', { name: 'Overview' })).toBeVisible();
  await stranger.close();
});

test('the palette finds a subscriber and opens the page, where the live rate moves', async () => {
  const [first] = await throttled();
  const { username } = first!;
  await open('/');
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.keyboard.type(username); // at once, as fast typists do: no letter may be lost while it opens
  await expect(page.getByLabel('Find anything')).toHaveValue(username);
  await expect(page.getByRole('option', { name: username }).first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/subscribers\/\d+$/);
  await expect(page.getByRole('heading', { name: username })).toBeVisible();
  await expect(page.getByText('Why this speed')).toBeVisible();
  const live = page.locator('section, div', { hasText: /^Live/ }).filter({ hasText: 'Mbit/s' }).last();
  const shown = await live.textContent();
  await expect.poll(() => live.textContent(), { timeout: 15_000 }).not.toBe(shown);
});

test('resetting one subscriber from its page restores the plan’s speed', async () => {
  const [first] = await throttled();
  const { id, username } = first!;
  await open(`/subscribers/${id}`);
  await expect(page.getByRole('heading', { name: username })).toBeVisible();
  const answered = page.waitForResponse((response) => response.url().endsWith('/fup/reset'));
  await page.getByRole('button', { name: 'Reset FUP' }).first().click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Reset FUP/ })
    .click();
  expect(await (await answered).json()).toMatchObject({ reset: 1 });
});

test('FUP counters: a level filters the table, and what is ticked is reset together', async () => {
  await throttled();
  await open('/fup?fup=active');
  await expect(page.getByRole('heading', { name: 'FUP counters' })).toBeVisible();
  const usernames = page.getByRole('grid').locator('.vt-row [aria-colindex="2"]');
  await expect(usernames.nth(1)).toHaveText(/\S/);
  // By name and not by place: the town goes on, and who crosses a tier meanwhile moves the other rows.
  for (const username of (await usernames.allInnerTexts()).slice(0, 2)) {
    const cell = page.getByRole('gridcell', { name: username, exact: true });
    await page.getByRole('row').filter({ has: cell }).getByRole('checkbox').click();
  }
  const answered = page.waitForResponse((response) => response.url().endsWith('/fup/reset'));
  await page.getByRole('button', { name: 'Reset FUP of 2' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Reset FUP of 2' }).click();
  expect(await (await answered).json()).toMatchObject({ reset: 2 });
});

test('FUP counters: all that the filter matches are reset, and the toast’s Undo takes it back', async () => {
  await throttled();
  await open('/fup?fup=active');
  const boxes = page.getByRole('grid').getByRole('checkbox');
  await expect(boxes.nth(1)).toBeVisible();
  await boxes.nth(1).click();
  await page.getByRole('button', { name: /^Select all \d/ }).click();
  const asked = page.waitForRequest((request) => request.url().endsWith('/fup/reset'));
  const answered = page.waitForResponse((response) => response.url().endsWith('/fup/reset'));
  await page.getByRole('button', { name: /^Reset FUP of \d/ }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Reset FUP of \d/ })
    .click();
  expect((await asked).postDataJSON()).toEqual({ filter: { fup: 'active' } });
  const { reset } = (await (await answered).json()) as { reset: number };
  expect(reset).toBeGreaterThanOrEqual(3);

  const undone = page.waitForResponse((response) => response.url().endsWith('/fup/undo'));
  const notices = page.getByRole('region', { name: 'Notices' });
  await expect(notices).toContainText(`FUP of ${reset} subscribers reset`);
  await notices.getByRole('button', { name: 'Undo' }).click();
  expect(await (await undone).json()).toMatchObject({ undone: reset, left: { resetAgain: 0, deleted: 0 } });
  await expect(notices).toContainText(`FUP reset of ${reset} subscribers undone`);
  const { total } = await (await demo.login()).get<{ total: number }>('/fup?fup=active&limit=1');
  expect(total).toBeGreaterThanOrEqual(reset);
});

test('FUP counters: with the toast closed a reset can still be undone from the list, and only once', async () => {
  const [first] = await throttled();
  const { id, username } = first!;
  await open(`/fup?fup=active&q=${username}`);
  const row = page.getByRole('row', { name: new RegExp(username) });
  await row.click();
  const answered = page.waitForResponse((response) => response.url().endsWith('/fup/reset'));
  await page.keyboard.press('r');
  const { undo } = (await (await answered).json()) as { undo: { id: string } };
  await page.getByRole('button', { name: 'Close the notice' }).first().click();
  const list = page.getByRole('region', { name: 'Resets that can be undone' });
  await expect(list).toContainText(`FUP of ${username} by admin`);
  const undone = page.waitForResponse((response) => response.url().endsWith('/fup/undo'));
  await list.getByRole('button', { name: 'Undo' }).click();
  expect(await (await undone).json()).toMatchObject({ undone: 1 });
  await expect(page.getByText(`FUP reset of ${username} undone`)).toBeVisible();
  await expect(list).not.toContainText(username);
  await expect(row).toBeVisible();
  const api = await demo.login();
  expect((await api.get<{ fupLevel: number }>(`/subscribers/${id}`)).fupLevel).toBeGreaterThan(0);
  expect((await api.ask('POST', '/fup/undo', { id: undo.id })).status).toBe(409);
});

test('resetting from the subscriber’s page can be undone there', async () => {
  const [first] = await throttled();
  const { id, username } = first!;
  await open(`/subscribers/${id}`);
  await expect(page.getByRole('heading', { name: username })).toBeVisible();
  await page.getByRole('button', { name: 'Reset FUP' }).first().click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Reset FUP/ })
    .click();
  const undone = page.waitForResponse((response) => response.url().endsWith('/fup/undo'));
  await page.getByRole('region', { name: 'Notices' }).getByRole('button', { name: 'Undo' }).click();
  expect(await (await undone).json()).toMatchObject({ undone: 1 });
  await expect(page.getByText(/Daily level [1-6] of/)).toBeVisible();
});

test('F046: live sessions move without being asked', async () => {
  await open('/sessions');
  const grid = page.getByRole('grid');
  await expect(grid).toBeVisible();
  const shown = await grid.textContent();
  await expect.poll(() => grid.textContent(), { timeout: 15_000 }).not.toBe(shown);
});

test('editing a service says who is affected before it is saved, and what came of it', async () => {
  await open('/services');
  const row = page.getByRole('row', { name: /Prepaid 100M/ });
  await row.getByText('Prepaid 100M').dblclick();
  const save = page.getByRole('button', { name: /^Save and re-rate \d+ subscribers$/ });
  await expect(save).toBeVisible();
  await page.getByLabel('Upload', { exact: true }).fill('21M');
  const answered = page.waitForResponse((response) => response.request().method() === 'PATCH');
  await save.click();
  expect((await answered).status()).toBe(200);
  await expect(page.getByText('Prepaid 100M is saved')).toBeVisible();
});

test('a service without a speed cannot be saved, and the form says why', async () => {
  await open('/services');
  await page
    .getByRole('row', { name: /Prepaid 100M/ })
    .getByText('Prepaid 100M')
    .dblclick();
  await page.getByLabel('Download', { exact: true }).fill('0');
  await expect(page.getByText(/not right yet/)).toBeVisible();
  await expect(page.getByRole('button', { name: /^Save and re-rate/ })).toBeDisabled();
});

/** One datagram from an address of this machine to the authentication port. */
async function sendFrom(address: string, octets: Uint8Array): Promise<void> {
  const socket = createSocket('udp4');
  await new Promise<void>((done) => socket.bind(0, address, done));
  await new Promise<void>((done) => socket.send(octets, demo.ready.radius.auth, '127.0.0.1', () => done()));
  socket.close();
}

test('P05: who sends RADIUS and is no router stands above the routers, and leaves when it is added', async () => {
  // Access-Request with User-Name "ali".
  await sendFrom('127.0.0.66', Buffer.from(['01010019', '07'.repeat(16), '0105616c69'].join(''), 'hex'));
  await open('/routers');
  // The demo has one of its own beside it.
  const stranger = page.locator('.stranger', { hasText: '127.0.0.66' });
  await expect(stranger).toContainText('for ali');
  await stranger.getByRole('button', { name: 'Add as router' }).click();
  await expect(page.getByLabel('RADIUS source address')).toHaveValue('127.0.0.66');
  await page.getByLabel('Name', { exact: true }).fill('was-unknown');
  await page.getByRole('button', { name: 'Generate' }).click();
  const api = page.getByLabel('API access');
  if (await api.isChecked()) await api.click({ force: true });
  await page.getByRole('button', { name: /^Add the router|^Save/ }).click();
  await expect(page.getByRole('row', { name: /was-unknown/ })).toBeVisible();
  await expect(stranger).toHaveCount(0);
});

test('a router is added and its health is there', async () => {
  await open('/routers');
  await page.getByRole('button', { name: /Add a router/ }).click();
  await page.getByLabel('Name', { exact: true }).fill('bench-router');
  await page.getByLabel('RADIUS source address').fill('127.200.0.9');
  await page.getByRole('button', { name: 'Generate' }).click();
  // Without API access it is a NAS all the same: RADIUS only.
  const api = page.getByLabel('API access');
  if (await api.isChecked()) await api.click({ force: true });
  const answered = page.waitForResponse(
    (response) => response.request().method() === 'POST' && response.url().endsWith('/nas'),
  );
  await page.getByRole('button', { name: /^Add the router|^Save/ }).click();
  expect((await answered).status()).toBe(201);
  await open('/routers');
  const row = page.getByRole('row', { name: /bench-router/ });
  await expect(row).toContainText(/not sent|unknown|never/i);
});

test('W4: who had an address is answered on the call records, and is in the audit', async () => {
  const api = await demo.login();
  const { items } = await api.get<{ items: { framedIpAddress: string; username: string }[] }>('/sessions?limit=1');
  const { framedIpAddress, username } = items[0]!;
  await open('/cdr');
  await page.getByRole('button', { name: 'Who had an address?' }).click();
  await page.getByLabel('Address', { exact: true }).fill(framedIpAddress);
  await page.getByLabel('Why it is asked').fill('case 7');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('listitem').filter({ hasText: username }).getByText('still open')).toBeVisible();
  const { items: audit } = await api.get<{ items: { detail: unknown }[] }>('/audit?action=ip-history.searched&limit=1');
  expect(audit[0]!.detail).toMatchObject({ address: framedIpAddress, reason: 'case 7' });
});

test('pain 20, W4: storage is measured, and a retention below the law’s is warned of before it is saved', async () => {
  await open('/storage');
  await expect(page.getByRole('cell', { name: /^Sessions/ })).toBeVisible({ timeout: 15_000 });
  await page.getByLabel('Sessions, days').fill('100');
  await page.getByLabel('The law asks for, days').fill('365');
  await expect(page.getByText('Sessions go after 100 days, before the 365 that the law asks for.')).toBeVisible();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('dialog')).toContainText('cannot be brought back');
  await page.keyboard.press('Escape');
  await page.getByLabel('Sessions, days').fill('');
  await page.getByLabel('The law asks for, days').fill('');
});

test('signing out closes the door', async () => {
  await open('/');
  await page.getByRole('button', { name: /admin/ }).click();
  await page.getByRole('menuitem', { name: /sign out/i }).click();
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
});
