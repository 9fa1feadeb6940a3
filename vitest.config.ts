import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // A test that runs only alone would hide the others.
    allowOnly: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['test/{unit,property,integration,infra,conformance}/**/*.test.{ts,tsx}'],
          // Two cores are common where this runs; more workers than cores make slow tests of fast ones.
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['test/e2e/**/*.test.ts'],
          // Each file runs the whole product with a browser: one at a time, and after everything else.
          sequence: { groupOrder: 1 },
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 300_000,
          globalSetup: ['test/e2e/support/setup.ts'],
        },
      },
    ],
  },
});
