import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BoundaryScan, scanBoundaries } from "../../tools/lint/boundaries.ts";
import { boundaryRules } from "../../tools/lint/boundary-rules.ts";

const project = join(import.meta.dirname, "../..");

/** For each rule one import (file that imports → what it imports) that the rule must refuse. */
const refused: Readonly<Record<string, readonly [from: string, to: string, form?: "late"]>> = {
  "contract-stands-alone": ["src/contract/a.ts", "src/crypto/index.ts"],
  "contract-runs-anywhere": ["src/contract/b.ts", "node:fs"],
  "crypto-stands-alone": ["src/crypto/a.ts", "src/contract/index.ts"],
  "crypto-does-no-io": ["src/crypto/b.ts", "node:fs/promises"],
  "client-knows-only-the-contract": ["src/client/a.ts", "src/crypto/index.ts"],
  "client-runs-anywhere": ["src/client/b.ts", "node:path"],
  "web-goes-through-the-client": ["src/web/app/a.tsx", "src/server/main.ts"],
  "web-runs-in-a-browser": ["src/web/app/b.tsx", "node:os"],
  "cli-goes-through-the-client": ["src/cli/a.ts", "src/server/operations.ts", "late"],
  "cli-local-imports-late": ["src/cli/local.ts", "src/server/operations.ts"],
  "cli-local-uses-the-servers-door": ["src/cli/local.ts", "src/server/features/channels/index.ts", "late"],
  "server-knows-contract-and-crypto": ["src/server/http/a.ts", "src/client/index.ts"],
  "nothing-imports-tests": ["src/server/config/a.ts", "tests/harness.ts"],
  "features-meet-at-their-doors": ["src/server/features/teams/a.service.ts", "src/server/features/channels/channels.service.ts"],
  "features-open-by-their-doors": ["src/server/realtime/a.ts", "src/server/features/channels/channels.service.ts"],
  "records-list-declarations-only": ["src/server/records.ts", "src/server/features/channels/index.ts"],
  "platform-knows-no-feature": ["src/server/platform/jobs/a.ts", "src/server/features/channels/index.ts"],
  "adapters-are-chosen-at-the-root": ["src/server/features/teams/b.service.ts", "src/server/platform/records/sqlite/index.ts"],
  "node-crypto-only-in-crypto": ["src/server/features/teams/c.service.ts", "node:crypto"],
  "sqlite-only-in-its-adapters": ["src/server/platform/records/a.ts", "better-sqlite3"],
  "cassandra-only-in-its-adapter": ["src/server/platform/records/sqlite/a.ts", "cassandra-driver"],
  "outbound-only-in-egress": ["src/server/platform/mail/a.ts", "node:https"],
  "fastify-only-at-the-edge": ["src/server/features/teams/d.service.ts", "fastify"],
  "ws-only-at-the-socket": ["src/server/features/teams/e.service.ts", "ws"],
  "no-development-packages": ["src/server/config/b.ts", "fast-check"],
  "no-cycles": ["src/server/config/round.ts", "src/server/config/about.ts"],
  "nothing-unresolved": ["src/server/config/c.ts", "./nowhere.ts"],
};

/** The same walls from the side where the door is. */
const allowed: readonly (readonly [from: string, to: string, form?: "late"])[] = [
  ["src/contract/index.ts", "zod"],
  ["src/crypto/index.ts", "node:crypto"],
  ["src/client/index.ts", "src/contract/index.ts"],
  ["src/web/app/main.tsx", "src/client/index.ts"],
  ["src/web/app/other.tsx", "react"],
  ["src/cli/main.ts", "src/client/index.ts"],
  ["src/cli/local.ts", "src/server/operations.ts", "late"],
  ["src/server/http/index.ts", "fastify"],
  ["src/server/features/teams/teams.routes.ts", "fastify"],
  ["src/server/features/teams/teams.service.ts", "src/server/features/channels/index.ts"],
  ["src/server/features/channels/index.ts", "src/server/features/channels/channels.service.ts"],
  ["src/server/features/channels/channels.service.ts", "src/server/platform/records/port.ts"],
  ["src/server/platform/records/sqlite/index.ts", "better-sqlite3"],
  ["src/server/platform/egress/index.ts", "node:https"],
  ["src/server/realtime/index.ts", "ws"],
  ["src/server/records.ts", "src/server/features/channels/channels.records.ts"],
  ["src/server/main.ts", "src/server/platform/records/sqlite/index.ts"],
  ["src/server/features/teams/teams.service.test.ts", "tests/harness.ts"],
];

const importLine = (from: string, to: string, form?: "late") => {
  const specifier = /^(src|tests)\//.test(to) ? relative(dirname(from), to).replace(/^(?!\.)/, "./") : to;
  return form === "late" ? `export const late = () => import("${specifier}");\n` : `import "${specifier}";\n`;
};

/** Writes a folder of such imports (every imported file exists) below the project, so that packages resolve. */
async function plant(imports: readonly (readonly [string, string, "late"?])[]): Promise<string> {
  const output = join(project, "tests/output");
  await mkdir(output, { recursive: true });
  const root = await mkdtemp(join(output, "boundaries-"));
  const files = new Map<string, string>();
  for (const [from, to, form] of imports) {
    files.set(from, (files.get(from) ?? "") + importLine(from, to, form));
    if (/^(src|tests)\//.test(to) && !files.has(to)) files.set(to, "");
  }
  for (const [path, text] of files) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), `${text}export {};\n`);
  }
  return root;
}

const roots: string[] = [];
let scan: BoundaryScan;
beforeAll(async () => {
  const root = await plant([...Object.values(refused), ["src/server/config/about.ts", "src/server/config/round.ts"]]);
  roots.push(root);
  scan = await scanBoundaries(root);
});
afterAll(async () => {
  for (const root of roots) await rm(root, { recursive: true });
});

test("every rule says why and has an import that it refuses", () => {
  expect(Object.keys(refused).sort()).toEqual(boundaryRules.map(({ name }) => name).sort());
  for (const { name, comment } of boundaryRules) expect(comment, name).toMatch(/\.$/);
});

test.each(Object.entries(refused))("%s refuses its import", (rule, [planted]) => {
  // a cycle is reported at one of its files only
  expect(scan.violations.filter(({ from, to }) => from === planted || to === planted).map((violation) => violation.rule)).toContain(rule);
});

test("what the walls are built for passes", async () => {
  const root = await plant(allowed);
  roots.push(root);
  const { violations, modules, files } = await scanBoundaries(root);
  expect(violations).toEqual([]);
  expect(modules).toBeGreaterThanOrEqual(files);
});

test("the sources keep to the rules, and every file of them was seen", async () => {
  const { violations, modules, files } = await scanBoundaries(project);
  expect(violations).toEqual([]);
  expect(files).toBeGreaterThan(0);
  expect(modules).toBeGreaterThanOrEqual(files);
});
