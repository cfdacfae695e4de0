import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const exclude = ["tests/cluster/**", "tests/fixtures/**", "node_modules/**"];
/** Processes that are killed, clocks of the outside world, and comparisons of times: nothing else may run beside them. */
const alone = [
  "tests/faults/**/*.test.ts",
  "tests/cli/**/*.test.ts",
  "tests/realtime/torture.test.ts",
  "tests/claims/sabotage.test.ts",
  "src/server/features/accounts/timing.test.ts",
];
const browser = ["tests/e2e/**/*.test.ts"];
/** Where a second worker has the rest to do meanwhile. */
const long = /(screens|trust|matrix)\.test\.ts$/;

class LongOnesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return [...sorted.filter(({ moduleId }) => long.test(moduleId)), ...sorted.filter(({ moduleId }) => !long.test(moduleId))];
  }
}

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    sequence: { sequencer: LongOnesFirst },
    // What comes a little later, comes.
    expect: { poll: { timeout: 10_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: "main",
          include: ["src/**/*.test.ts", "tests/**/*.test.ts"],
          exclude: [...exclude, ...alone, ...browser],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      // The features' suites a second time, over a store that is late, uncertain, overtaken and mortal.
      {
        extends: true,
        test: {
          name: "adversary",
          include: ["src/server/features/**/*.test.ts", "src/server/realtime/*.test.ts", "tests/realtime/*.test.ts"],
          exclude: [...exclude, ...alone],
          // One seed for all, so that what turns red is a change's doing; draw others by TEST_SEED=$RANDOM.
          env: { TEST_ADVERSARY: "on", TEST_SEED: process.env["TEST_SEED"] ?? "51" },
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: { name: "alone", include: alone, exclude, maxWorkers: 1, testTimeout: 240_000, hookTimeout: 120_000, sequence: { groupOrder: 2 } },
      },
      // A page on a busy machine may come late; what fails twice is broken.
      {
        extends: true,
        test: { name: "browser", include: browser, exclude, maxWorkers: 2, testTimeout: 120_000, hookTimeout: 180_000, retry: 1, sequence: { groupOrder: 3 } },
      },
    ],
  },
});
