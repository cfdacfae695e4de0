// Writes the next migration: what the record definitions have and the migrations lack. Run: npm run migration -- NAME
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { migrations } from "../src/server/platform/records/migrations/index.ts";
import { nextMigration } from "../src/server/platform/records/migrations.ts";
import { allRecords } from "../src/server/records.ts";

const folder = new URL("../src/server/platform/records/migrations/", import.meta.url);
const name = process.argv[2];
if (!name || !/^[a-z][a-z0-9-]*$/.test(name)) {
  process.stderr.write("Give the migration a name of small letters, digits and hyphens: npm run migration -- add-drafts\n");
  process.exit(2);
}
const next = nextMigration(name, allRecords, migrations);
if (!next) {
  process.stdout.write("The migrations say all that the definitions say.\n");
  process.exit(0);
}
const file = `${String(next.number).padStart(4, "0")}-${name}.ts`;
writeFileSync(
  new URL(file, folder),
  `import type { Migration } from "../migrations.ts";\n\n/** Never changed once released: stores remember its checksum. */\nexport const migration: Migration = ${JSON.stringify(next, null, 2)};\n`,
);
const numbered = readdirSync(folder)
  .filter((entry) => /^\d{4}-.*\.ts$/.test(entry))
  .sort();
const index = readFileSync(new URL("index.ts", folder), "utf8");
const head = index.split("\n").filter((line) => line.startsWith("//"));
const imports = numbered.map((entry, i) => `import { migration as m${i + 1} } from "./${entry}";`);
writeFileSync(
  new URL("index.ts", folder),
  [
    ...head,
    'import type { Migration } from "../migrations.ts";',
    ...imports,
    "",
    `export const migrations: readonly Migration[] = [${numbered.map((_, i) => `m${i + 1}`).join(", ")}];`,
    "",
  ].join("\n"),
);
process.stdout.write(`${file}\n`);
