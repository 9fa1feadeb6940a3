import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{unit,property,integration,infra,conformance,e2e}/**/*.test.{ts,tsx}'],
    // Two cores are common where this runs; more workers than cores make slow tests of fast ones.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // A test that runs only alone would hide the others.
    allowOnly: false,
  },
});
