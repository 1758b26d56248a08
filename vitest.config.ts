import { defineConfig } from 'vitest/config';

/** Tests of one kind run by themselves with `vitest run --project <name>`; a path runs whatever lies there. */
const project = (name: string, include: string[]) => ({ extends: true as const, test: { name, include } });

export default defineConfig({
  test: {
    // Two cores: engine tests start whole engines, so they run beside at most one other file.
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // A test that checks nothing is worse than none: it is green.
    expect: { requireAssertions: true },
    projects: [
      project('unit', ['{shared,electron,renderer}/**/*.test.{ts,tsx}', 'tests/{repo,shell,fuzz}/**/*.test.ts']),
      project('engine', ['tests/{engine,migrations}/**/*.test.ts']),
      project('simulation', ['tests/sim/**/*.test.ts']),
    ],
  },
});
