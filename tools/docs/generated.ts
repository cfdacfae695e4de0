/**
 * The committed files that are made of others: drawing and rules in ARCHITECTURE.md, settings and exit codes in
 * docs/operating.md, `openapi.json` of the contract, `llms.txt` of the pages. `scripts/docs.mjs` writes them; a test refuses what is stale.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { llmsIndex, readDocs } from "../../src/server/features/trust/docs-index.ts";
import { drawing, ruleTable } from "./drawing.ts";
import { openApi } from "./openapi.ts";
import { exitTable, settingsTable } from "./operating.ts";

type Parts = Readonly<Record<string, () => string>>;
const parts: Readonly<Record<string, Parts>> = {
  "ARCHITECTURE.md": { drawing, rules: ruleTable },
  "docs/operating.md": { settings: settingsTable, "exit-codes": exitTable },
};

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->`. */
async function withParts(root: string, page: string): Promise<string> {
  const text = await readFile(join(root, page), "utf8");
  return Object.entries(parts[page] ?? {}).reduce((whole, [name, make]) => {
    const marked = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- /${name} -->)`);
    if (!marked.test(whole)) throw new Error(`${page} has no markers "${name}"`);
    return whole.replace(marked, (_, open: string, close: string) => `${open}${make()}\n${close}`);
  }, text);
}

const makers: Readonly<Record<string, (root: string) => Promise<string>>> = {
  "ARCHITECTURE.md": (root) => withParts(root, "ARCHITECTURE.md"),
  "docs/operating.md": (root) => withParts(root, "docs/operating.md"),
  "openapi.json": async (root) => openApi((JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { version: string }).version),
  "llms.txt": async (root) => llmsIndex(await readDocs(root)),
};

/** Names of the generated files that are not what they should be; with `write`, they are afterwards. */
export async function staleFiles(root: string, { write }: { readonly write: boolean }): Promise<string[]> {
  const stale: string[] = [];
  for (const [name, make] of Object.entries(makers)) {
    const text = await make(root);
    if (text === (await readFile(join(root, name), "utf8").catch(() => undefined))) continue;
    stale.push(name);
    if (write) await writeFile(join(root, name), text);
  }
  return stale;
}
