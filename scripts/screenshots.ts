/**
 * `npm run screenshots`: pictures of every view of the running demo, dark and light, into docs/screenshots/. Nothing in
 * them is drawn by hand: what they show is what a person sees half a minute after `npm run demo`.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { operator, type RunningDemo, startDemo } from '../tests/e2e/support/demo.ts';
import { chromiumFlags, findChromium } from './find-program.ts';
import { quit, root } from './runtime.mjs';

const folder = join(root, 'docs', 'screenshots');
const schemes = ['dark', 'light'] as const;
type Scheme = (typeof schemes)[number];

/** After this the views have a minute of live data and several subscribers have crossed a tier. */
const settleMs = 35_000;
/** Long enough for a chart to draw and the live socket to have spoken. */
const drawMs = 2_500;

const views: readonly (readonly [name: string, path: string])[] = [
  ['overview', '/'],
  ['sessions', '/sessions'],
  ['changes', '/changes'],
  ['cdr', '/cdr'],
  ['subscribers', '/subscribers'],
  ['fup', '/fup'],
  ['services', '/services'],
  ['routers', '/routers'],
  ['virtual-nas', '/virtual-nas'],
  ['certificates', '/certificates'],
  ['auth-log', '/auth-log'],
  ['ip-pools', '/ip-pools'],
  ['realms', '/realms'],
  ['groups', '/groups'],
  ['fleet', '/fleet'],
  ['storage', '/storage'],
  ['settings', '/settings'],
];

async function operatorViews(browser: Browser, demo: RunningDemo, scheme: Scheme): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 }, colorScheme: scheme });
  await page.addInitScript((wanted) => localStorage.setItem('lastmile.scheme', wanted), scheme);
  await page.goto(demo.ready.console);
  await page.getByLabel('User name').fill(operator.username);
  await page.getByLabel('Password').fill(operator.password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  for (const [name, path] of views) {
    await page.goto(`${demo.ready.console}${path}`);
    await shot(page, `${name}-${scheme}`);
  }
  const api = await demo.login();
  const { items } = await api.get<{ items: { id: number }[] }>('/fup?limit=1');
  await page.goto(`${demo.ready.console}/subscribers/${items[0]?.id}`);
  await shot(page, `subscriber-${scheme}`);
  const nas = await api.get<{ items: { id: number }[] }>('/nas');
  await page.goto(`${demo.ready.console}/routers/${nas.items[0]?.id}`);
  await shot(page, `router-${scheme}`);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('mona');
  await shot(page, `palette-${scheme}`);
  await page.close();
}

async function shot(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(drawMs);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  process.stderr.write(`docs/screenshots/${name}.png\n`);
}

/** The subscribers' page on a phone, as somebody who is throttled sees it. The demo gives this one a portal password. */
async function portalViews(browser: Browser, demo: RunningDemo): Promise<void> {
  const api = await demo.login();
  const { items } = await api.get<{ items: { id: number; username: string }[] }>('/fup?limit=1');
  const subscriber = items[0];
  if (!subscriber) throw new Error('the demo has no subscribers');
  await api.call('PATCH', `/subscribers/${subscriber.id}`, { portalPassword: 'a portal password' });
  for (const scheme of schemes) {
    const context = await browser.newContext({
      viewport: { width: 390, height: 844 },
      colorScheme: scheme,
      deviceScaleFactor: 2,
    });
    const page = await context.newPage();
    await page.goto(`${demo.ready.portal}/customer/`);
    await page.getByRole('textbox').first().fill(subscriber.username);
    await page.locator('input[type=password]').fill('a portal password');
    await page.keyboard.press('Enter');
    // A minute of the live number, as the chart under it says.
    await page.waitForTimeout(12_000);
    await shot(page, `portal-${scheme}`);
    await context.close();
  }
}

const executablePath = findChromium();
if (!executablePath) quit('Chromium is not installed; `npm test` says how to get it.', 1);
mkdirSync(folder, { recursive: true });
const demo = await startDemo();
const browser = await chromium.launch({ executablePath, args: chromiumFlags() });
try {
  await demo.online(300);
  await new Promise((resolve) => setTimeout(resolve, settleMs));
  for (const scheme of schemes) await operatorViews(browser, demo, scheme);
  await portalViews(browser, demo);
} finally {
  await browser.close();
  await demo.stop();
}
