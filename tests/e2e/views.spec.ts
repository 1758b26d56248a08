/**
 * Every view of the console by its address, on the running demo: it draws, nothing is thrown, axe finds nothing serious
 * in either theme, and nothing sticks out of a small screen.
 */
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { operator, type RunningDemo, startDemo } from './support/demo.ts';
import { seriousFindings } from './support/findings.ts';

/** Address and heading. A new view is one line here; `:id` is the first that the API lists, whose name is the heading. */
const views = [
  ['/', 'Overview'],
  ['/sessions', 'Live sessions'],
  ['/changes', 'Changes'],
  ['/cdr', 'Call records'],
  ['/subscribers', 'Subscribers'],
  ['/subscribers/:id', /./],
  ['/fup', 'FUP counters'],
  ['/auth-log', 'Auth log'],
  ['/routers', 'Routers'],
  ['/routers/:id', /./],
  ['/virtual-nas', 'Virtual NAS'],
  ['/certificates', 'Certificates'],
  ['/ip-pools', 'IP pools'],
  ['/services', 'Services'],
  ['/realms', 'Realms'],
  ['/groups', 'Groups'],
  ['/fleet', 'Fleet'],
  ['/storage', 'Storage'],
  ['/settings', 'Settings'],
] as const;

let demo: RunningDemo;
const ids: Record<string, string> = {};

test.beforeAll(async () => {
  test.setTimeout(120_000);
  demo = await startDemo();
  await demo.online(100);
  const api = await demo.login();
  for (const [path, list] of [
    ['/subscribers/:id', '/subscribers?limit=1'],
    ['/routers/:id', '/nas'],
  ] as const) {
    const { items } = await api.get<{ items: { id: number }[] }>(list);
    ids[path] = String(items[0]!.id);
  }
});
test.afterAll(() => demo?.stop());

for (const scheme of ['dark', 'light'] as const) {
  test.describe(scheme, () => {
    let context: BrowserContext;
    let page: Page;
    let complaints: string[] = [];

    test.beforeAll(async ({ browser }) => {
      context = await browser.newContext({ viewport: { width: 1600, height: 1000 }, colorScheme: scheme });
      page = await context.newPage();
      await page.addInitScript((wanted) => localStorage.setItem('lastmile.scheme', wanted), scheme);
      page.on('pageerror', (error) => complaints.push(String(error)));
      await page.goto(demo.ready.console);
      await page.getByLabel('User name').fill(operator.username);
      await page.getByLabel('Password').fill(operator.password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
    });
    test.beforeEach(async () => {
      complaints = [];
      await page.setViewportSize({ width: 1600, height: 1000 });
    });
    test.afterAll(() => context?.close());

    for (const [path, heading] of views) {
      test(`${path} draws, reads well and fits`, async () => {
        await page.goto(`${demo.ready.console}${path.replace(':id', ids[path] ?? '')}`);
        await expect(page.getByRole('heading', { name: heading, level: 1 })).toBeVisible();
        // The first answers are drawn; a view that goes on asking is taken as it stands then.
        await page.waitForLoadState('networkidle', { timeout: 5000 }).catch(() => undefined);
        expect(await seriousFindings(page)).toEqual([]);
        await page.setViewportSize({ width: 1280, height: 800 });
        const overhang = () =>
          page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        await expect.poll(overhang).toBe(0);
        expect(complaints).toEqual([]);
      });
    }
  });
}
