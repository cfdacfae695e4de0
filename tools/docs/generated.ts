/**
 * The committed files that are made of others: drawing and rules in ARCHITECTURE.md, `openapi.json` of the contract,
 * `llms.txt` of the pages. `scripts/docs.mjs` writes them; a test refuses what is stale.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { llmsIndex, readDocs } from "../../src/server/features/trust/docs-index.ts";
import { drawing, ruleTable } from "./drawing.ts";
import { openApi } from "./openapi.ts";

const parts: Readonly<Record<string, () => string>> = { drawing, rules: ruleTable };

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->`. */
function withParts(text: string): string {
  return Object.entries(parts).reduce((whole, [name, make]) => {
    const marked = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- /${name} -->)`);
    if (!marked.test(whole)) throw new Error(`ARCHITECTURE.md has no markers "${name}"`);
    return whole.replace(marked, (_, open: string, close: string) => `${open}${make()}\n${close}`);
  }, text);
}

const makers: Readonly<Record<string, (root: string) => Promise<string>>> = {
  "ARCHITECTURE.md": async (root) => withParts(await readFile(join(root, "ARCHITECTURE.md"), "utf8")),
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
