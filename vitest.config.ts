import { defineConfig } from "vitest/config";

const exclude = ["tests/cluster/**", "tests/fixtures/**", "node_modules/**"];

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: "main", include: ["src/**/*.test.ts", "tests/**/*.test.ts"], exclude } },
      // The nouns' suites a second time, over a store that is late, uncertain and overtaken.
      {
        extends: true,
        test: {
          name: "adversary",
          include: ["src/server/features/{accounts,companies,people,teams,channels,messages,imports}/*.test.ts"],
          exclude,
          env: { TEST_ADVERSARY: "on" },
        },
      },
    ],
  },
});
