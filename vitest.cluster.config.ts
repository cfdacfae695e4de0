import { defineConfig } from "vitest/config";

/** The suites that need real engines; `scripts/cluster.mjs` starts those and then runs this. */
export default defineConfig({
  test: {
    include: ["tests/cluster/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // One node takes it all: more workers only make it slower.
    maxWorkers: 1,
  },
});
