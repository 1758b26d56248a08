/** The portal as a subscriber uses it: a phone and a desktop browser on a whole engine with a simulated router. */
import { type Browser, type BrowserContextOptions, expect, type Page, test } from '@playwright/test';
import { MB, type PortalWorld, portalPassword, startPortalWorld } from './portal-world.ts';
import { seriousFindings } from './support/findings.ts';

test.describe.configure({ mode: 'serial' });

const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true } as const;
const desktop = { viewport: { width: 1280, height: 800 } } as const;

let world: PortalWorld;
/** What the browser complained about, per test; a refused call is not one. */
let complaints: string[] = [];
const open: (() => Promise<void>)[] = [];

test.beforeAll(async () => {
  test.setTimeout(120_000);
  world = await startPortalWorld();
});
test.beforeEach(() => {
  complaints = [];
});
test.afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
  expect(complaints).toEqual([]);
});
test.afterAll(() => world?.stop());

async function newPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ ...phone, locale: 'en-GB', colorScheme: 'dark', ...options });
  open.push(() => context.close());
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    const isRefusal = /status of (401|429)|ERR_CONNECTION_REFUSED|ERR_INTERNET_DISCONNECTED/.test(message.text());
    if (message.type() === 'error' && !isRefusal) complaints.push(message.text());
  });
  return page;
}

async function signIn(page: Page, username: string, password = portalPassword): Promise<void> {
  await page.goto(world.url);
  await page.locator('#username').fill(username);
  await page.locator('#password').fill(password);
  await page.locator('button[type=submit]').click();
}

/** A subscriber with a steady line, signed in. */
async function online(browser: Browser, options: BrowserContextOptions = {}) {
  const username = world.nextUser();
  const demand = { kind: 'constant', downBps: 2_100_000, upBps: 390_000 } as const;
  const session = await world.isp.mustLogIn(username, 0, { demand });
  const page = await newPage(browser, options);
  await page.clock.install();
  await signIn(page, username);
  await expect(page.locator('.pair b').first()).toHaveText('2.10', { timeout: 15_000 });
  return { username, session, page };
}

/** Lets the page's clock run ahead, so that what it asks every 30 s is asked now, until `check` holds. */
async function soon(page: Page, check: () => Promise<void>): Promise<void> {
  await expect(async () => {
    await page.clock.fastForward(30_000);
    await check();
  }).toPass({ timeout: 20_000 });
}

/** Everything that can be pressed is as large as a thumb, and nothing is wider than the screen. */
async function expectThumbSize(page: Page): Promise<void> {
  const small = await page
    .locator('button:visible, input:visible, a:visible')
    .evaluateAll((all) =>
      all.filter((one) => one.getBoundingClientRect().height < 44).map((one) => one.outerHTML.slice(0, 80)),
    );
  expect(small).toEqual([]);
  const tooWide = await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
  expect(tooWide).toBeLessThanOrEqual(0);
}

test('the first visit loads under 150 kB and asks nobody else', async ({ browser }) => {
  const page = await newPage(browser);
  const network = await page.context().newCDPSession(page);
  await network.send('Network.enable');
  let bytes = 0;
  network.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  const hosts = new Set<string>();
  page.on('request', (request) => hosts.add(new URL(request.url()).host));
  await page.goto(world.url, { waitUntil: 'networkidle' });
  await expect(page.getByRole('heading', { name: 'Example ISP' })).toBeVisible();
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThan(150 * 1024);
  expect([...hosts]).toEqual([new URL(world.url).host]);
});

for (const colorScheme of ['dark', 'light'] as const) {
  test(`axe finds nothing serious, ${colorScheme}: sign-in, home, why`, async ({ browser }) => {
    const page = await newPage(browser, { colorScheme });
    await page.goto(world.url);
    await expect(page.locator('#username')).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
    expect(await seriousFindings(page)).toEqual([]);
    await expectThumbSize(page);
    const home = await online(browser, { colorScheme });
    expect(await seriousFindings(home.page)).toEqual([]);
    await expectThumbSize(home.page);
    await home.page.getByRole('button', { name: 'Why am I slow?' }).click();
    await expect(home.page.getByRole('dialog')).toBeVisible();
    expect(await seriousFindings(home.page)).toEqual([]);
  });
}

test('a wrong password says so without saying what was wrong; the right one opens the page', async ({ browser }) => {
  const page = await newPage(browser);
  const username = world.nextUser();
  await signIn(page, username, 'not this one');
  await expect(page.getByRole('alert')).toHaveText('User name or password is wrong.');
  await page.getByLabel('Password of this page').fill(portalPassword);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText(`Signed in as ${username}`)).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'Offline' })).toBeVisible();
  await expect(page.locator('.pair b').first()).toHaveText('0'); // F007
});

test('guessing is slowed down, and the page counts the seconds', async ({ browser }) => {
  const page = await newPage(browser);
  await signIn(page, 'somebody', 'guess');
  const submit = page.locator('button[type=submit]');
  // Each miss beyond the free ones doubles the wait: however slow the machine, one guess comes too early at last.
  for (let guesses = 1; guesses < 12; guesses++) {
    await expect(page.getByRole('alert')).not.toBeEmpty();
    if (!(await submit.isEnabled())) break;
    await Promise.all([page.waitForResponse((response) => response.url().endsWith('/login')), submit.click()]);
  }
  await expect(page.getByRole('alert')).toHaveText(/Too many tries. Try again in \d+ s/);
  await expect(submit).toBeDisabled();
  await expect(submit).toBeEnabled({ timeout: 20_000 });
});

test('F002: the four questions have an answer, and the live number moves', async ({ browser }) => {
  const { page, username } = await online(browser);
  await expect(page.getByRole('heading', { name: 'Example ISP' })).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'Online' })).toBeVisible();
  await expect(page.getByRole('img', { name: /^Today: .* of 80 MB$/ })).toBeVisible();
  await expect(page.getByRole('img', { name: /^This period: .* of 1.5 GB$/ })).toBeVisible();
  const row = (name: string) => page.locator('.plan dl > div').filter({ hasText: name });
  await expect(row('Plan speed')).toContainText('100');
  await expect(row('Days left')).toContainText('12');
  await expect(row('Status')).toContainText('Active');
  await expect(row('IP address')).toContainText(/\d+\.\d+\.\d+\.\d+/);
  await expect(page.getByText(`Signed in as ${username}`)).toBeVisible();
  await expect(page.getByRole('navigation')).toHaveCount(0); // no tab leads nowhere
  await expect(page.locator('.down-line')).toHaveAttribute('d', /L.*L/, { timeout: 15_000 });
  await expect(page.getByText(/^Updated [1-4] s ago$/)).toBeVisible();
});

test('F025, F030, N11: the cap shows as notice, limit, ring and step; put away, it stays away', async ({ browser }) => {
  const { page, session, username } = await online(browser);
  world.isp.move(session, { downBytes: 90 * MB, upBytes: 0 });
  const notice = page.getByRole('heading', { name: 'Daily cap reached' });
  await soon(page, () => expect(notice).toBeVisible({ timeout: 1_000 }));
  await expect(page.getByText('Speed is 60 Mbit/s until 00:05.')).toBeVisible();
  await expect(page.getByText('Limit now 60 Mbit/s')).toBeVisible();
  await expect(page.locator('.quota').first()).toContainText('over');

  await page.getByRole('button', { name: 'Why am I slow?' }).click();
  const sheet = page.getByRole('dialog');
  await expect(sheet.locator('[aria-current=step]')).toContainText('Daily cap');
  await expect(sheet.getByText(/^Full speed returns at 00:05/)).toBeVisible();
  await soon(page, () => expect(sheet.locator('li.checked')).toContainText('60', { timeout: 1_000 }));
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();

  await page.getByRole('button', { name: 'Hide for a day: Daily cap reached' }).click();
  await expect(notice).toBeHidden();
  const laptop = await newPage(browser, desktop);
  await signIn(laptop, username);
  await expect(laptop.getByText('Limit now 60 Mbit/s')).toBeVisible();
  await expect(laptop.getByRole('heading', { name: 'Daily cap reached' })).toBeHidden();
});

test('F024: a plan that ends is announced, and one that ended explains the speed', async ({ browser }) => {
  const username = world.nextUser();
  await world.patch(username, { expiresAt: Date.now() + 3 * 86_400_000 });
  const page = await newPage(browser);
  await signIn(page, username);
  await expect(page.getByRole('heading', { name: 'Your plan expires in 3 days' })).toBeVisible();
  await expect(page.locator('.plan dd.crit').filter({ hasText: /^3$/ })).toBeVisible(); // X17
  await world.patch(username, { expiresAt: Date.now() - 1000 });
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Your plan has ended' })).toBeVisible();
  await page.getByRole('button', { name: 'Why am I slow?' }).click();
  await expect(page.getByText('Full speed returns when you renew your plan with Example ISP.')).toBeVisible();
});

test('F037: a hidden page asks nothing; shown again, it asks everything at once', async ({ browser }) => {
  const { page } = await online(browser);
  const calls: string[] = [];
  page.on('request', (request) => calls.push(new URL(request.url()).pathname));
  const setVisibility = (state: 'hidden' | 'visible') =>
    page.evaluate(`
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => '${state}' });
      document.dispatchEvent(new Event('visibilitychange'));
    `);
  await setVisibility('hidden');
  calls.length = 0;
  await page.clock.runFor(120_000);
  expect(calls).toEqual([]);
  await setVisibility('visible');
  await expect.poll(() => calls[0]).toBe('/customer/api/dashboard');
});

test('X12: a router that does not answer is said plainly, and is over when it is over', async ({ browser }) => {
  test.setTimeout(120_000);
  const { page } = await online(browser);
  await world.isp.router(0).faults.set({ isApiClosed: true });
  await expect(page.getByRole('status').filter({ hasText: 'Offline (router not answering)' })).toBeVisible({
    timeout: 30_000,
  });
  await expect(page.locator('.pair b').first()).toHaveText('–');
  await expect(page.getByRole('heading', { name: 'Your line cannot be seen now' })).toBeVisible();
  await expectThumbSize(page);
  await world.isp.router(0).faults.clear();
  await expect(page.getByRole('status').filter({ hasText: /^Online$/ })).toBeVisible({ timeout: 60_000 });
});

test('a session that ends elsewhere leads back to the sign-in page', async ({ browser }) => {
  const { page, username } = await online(browser);
  await world.patch(username, { portalPassword: 'another password' });
  await expect(page.getByText('You were signed out. Please sign in again.')).toBeVisible({ timeout: 10_000 });
  await expect(page.getByText(username)).toHaveCount(0);
});

test('signing out forgets everything, also for the back button', async ({ browser }) => {
  const { page, username } = await online(browser);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.locator('#username')).toBeVisible();
  await page.goBack().catch(() => undefined);
  await page.goto(world.url);
  await expect(page.locator('#username')).toHaveValue('');
  await expect(page.getByText(username)).toHaveCount(0);
});

test('Arabic: right to left, in words and layout, and the choice is remembered', async ({ browser }) => {
  const { page } = await online(browser, { locale: 'ar-IQ' });
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  await expect(page.locator('html')).toHaveAttribute('lang', 'ar');
  await expect(page.getByRole('button', { name: 'لماذا الإنترنت بطيء؟' })).toBeVisible();
  const side = async (selector: string) => {
    const box = (await page.locator(selector).first().boundingBox())!;
    return box.x + box.width / 2;
  };
  expect(await side('.top h1')).toBeGreaterThan(await side('.top .state'));
  expect(await side('.pair p:first-child')).toBeGreaterThan(await side('.pair p:last-child'));
  expect(await side('.quota:first-child')).toBeGreaterThan(await side('.quota:nth-child(2)'));
  await expectThumbSize(page);
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'لماذا الإنترنت بطيء؟' }).click();
  await expect(page.getByRole('dialog')).toContainText('ما الذي يحدد سرعتك');
  await test.info().attach('portal-ar-why', { body: await page.screenshot(), contentType: 'image/png' });
  await page.keyboard.press('Escape');
  await test.info().attach('portal-ar', { body: await page.screenshot({ fullPage: true }), contentType: 'image/png' });
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('button', { name: 'Why am I slow?' })).toBeVisible();
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('dir', 'ltr');
});

test('small and large: nothing is cut at 320 px, and a desktop uses its width', async ({ browser }) => {
  const { page } = await online(browser, { viewport: { width: 320, height: 640 } });
  await expectThumbSize(page);
  await page.setViewportSize(desktop.viewport);
  const [now, plan] = await Promise.all([page.locator('.now').boundingBox(), page.locator('.plan').boundingBox()]);
  expect(plan!.x).toBeGreaterThan(now!.x + now!.width);
  const tooHigh = await page.locator('html').evaluate((html) => html.scrollHeight - html.clientHeight);
  expect(tooHigh).toBeLessThanOrEqual(0);
});

test('it can be put on the home screen', async ({ browser }) => {
  const page = await newPage(browser);
  await page.goto(world.url);
  const href = await page.locator('link[rel=manifest]').getAttribute('href');
  const answer = await page.request.get(new URL(href!, world.url).href);
  expect(answer.headers()['content-type']).toContain('manifest+json');
  const manifest = (await answer.json()) as { start_url: string; display: string; icons: { src: string }[] };
  expect(manifest).toMatchObject({ start_url: './', display: 'standalone' });
  for (const { src } of manifest.icons) {
    const icon = await page.request.get(new URL(src, answer.url()).href);
    expect(`${src}: ${icon.status()} ${icon.headers()['content-type']}`).toMatch(/200 image\//);
  }
});

test('no answer at all: the last numbers stay, with their age', async ({ browser }) => {
  const { page } = await online(browser);
  await page.context().setOffline(true);
  await expect(page.getByRole('heading', { name: 'This device is offline' })).toBeVisible({ timeout: 10_000 });
  await expect(page.getByText(/^No answer since \d\d:\d\d\. These are the last known numbers\.$/)).toBeVisible();
  await page.clock.fastForward(20_000);
  await expect(page.getByText(/^Not updated for \d+ s$/)).toBeVisible();
  await expect(page.locator('.pair b').first()).toHaveText('2.10');
  await page.context().setOffline(false);
  await expect(page.getByRole('heading', { name: 'This device is offline' })).toBeHidden({ timeout: 10_000 });
});
