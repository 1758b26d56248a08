import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Two cores: engine tests start whole engines, so they run beside at most one other file.
    maxWorkers: 2,
    include: ['{shared,electron,renderer}/**/*.test.{ts,tsx}', 'tests/{engine,sim,migrations,repo}/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
