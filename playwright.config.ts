import { defineConfig } from '@playwright/test';
import { chromiumFlags, findChromium } from './scripts/find-program.ts';

const chromium = findChromium();

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  // Each test starts engines of its own and the machine may have two cores.
  workers: 1,
  retries: 0,
  timeout: 60_000,
  reporter: 'list',
  use: {
    browserName: 'chromium',
    launchOptions: { args: chromiumFlags(), ...(chromium ? { executablePath: chromium } : {}) },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
});
