import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import * as en from "./en.ts";
import * as fr from "./fr.ts";

type Tree = { readonly [key: string]: string | Tree };

function flat(tree: Tree, prefix = ""): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) => (typeof value === "string" ? [[prefix + key, value] as const] : [...flat(value, `${prefix}${key}.`)])),
  );
}
const all = async ({ texts, late }: { readonly texts: Tree; readonly late: Readonly<Record<string, () => Promise<object>>> }): Promise<Map<string, string>> =>
  new Map([texts, ...(await Promise.all(Object.values(late).map((load) => load())))].flatMap((tree) => [...flat(tree as Tree)]));
const english = await all(en);
const french = await all(fr);
const blanks = (text: string) => [...text.matchAll(/\{\{\s*(\w+)/g)].map(([, name]) => name).toSorted();

test("both languages have the same keys, none of them empty", () => {
  expect([...french.keys()].toSorted()).toEqual([...english.keys()].toSorted());
  for (const text of [...english.values(), ...french.values()]) expect(text.trim()).not.toBe("");
});

test("the same blanks stand in both", () => {
  for (const [key, text] of english) expect([key, blanks(french.get(key) ?? "")]).toEqual([key, blanks(text)]);
});

test("a plural has one and other", () => {
  for (const key of english.keys()) {
    if (key.endsWith("_one")) expect(english.has(key.replace(/_one$/, "_other"))).toBe(true);
    if (key.endsWith("_other")) expect(english.has(key.replace(/_other$/, "_one"))).toBe(true);
  }
});

test("French is typeset as French", () => {
  for (const [key, text] of french) {
    expect([key, /[a-zà-ÿ]'[a-zà-ÿ]/i.test(text)], "a straight apostrophe").toEqual([key, false]);
    expect([key, /[^\s\u00A0\u202F][!?;»]|«\S/.test(text.replace(/https?:\S+/g, ""))], "no space before ! ? ; » or after «").toEqual([key, false]);
  }
});

/** Attributes whose text somebody reads or hears. */
const readOut = new Set(["aria-label", "aria-description", "title", "placeholder", "alt", "label", "help", "description"]);
const isWord = (text: string) => /\p{L}{2,}/u.test(text);
/** Names and commands that are the same in every language. */
const everywhere = new Set(["Bastide"]);

function wordsIn(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const add = (text: string) => {
    if (isWord(text) && !everywhere.has(text.trim())) found.push(`${file}: ${text.trim()}`);
  };
  const isText = (node: ts.Node): node is ts.StringLiteral | ts.NoSubstitutionTemplateLiteral =>
    ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node);
  /** What a terminal shows is the same in every language. */
  const isCommand = (node: ts.Node) => ts.isJsxElement(node) && /font-mono/.test(node.openingElement.attributes.getText());
  const visit = (node: ts.Node): void => {
    if (isCommand(node)) return;
    if (ts.isJsxText(node)) add(node.text);
    if (ts.isJsxExpression(node) && node.expression && isText(node.expression) && !ts.isJsxAttribute(node.parent)) add(node.expression.text);
    if (ts.isJsxAttribute(node) && readOut.has(node.name.getText()) && node.initializer) {
      if (ts.isStringLiteral(node.initializer)) add(node.initializer.text);
      else if (ts.isJsxExpression(node.initializer) && node.initializer.expression && isText(node.initializer.expression))
        add(node.initializer.expression.text);
    }
    if (ts.isCallExpression(node) && node.expression.getText() === "toast" && node.arguments[0] && isText(node.arguments[0])) add(node.arguments[0].text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

test("no visible words outside of the catalogs", () => {
  const folder = join(import.meta.dirname, "..");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".tsx"));
  expect(files.length).toBeGreaterThan(40);
  expect(files.flatMap((file) => wordsIn(join(folder, file)))).toEqual([]);
});
