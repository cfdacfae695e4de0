import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

// What must not be writable does not compile: each fixture of `refused` fails at the line after `// error`, and only there.
const project = join(import.meta.dirname, "../..");
const folder = join(import.meta.dirname, "fixtures/types");
const refused = readdirSync(join(folder, "refused")).map((name) => `refused/${name}`);
const allowed = readdirSync(join(folder, "allowed")).map((name) => `allowed/${name}`);

const { config } = ts.readConfigFile(join(project, "tsconfig.json"), ts.sys.readFile) as { config: object };
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, project);
const program = ts.createProgram(
  [...refused, ...allowed].map((name) => join(folder, name)),
  options,
);

/** Lines with an error, from 1. */
function failingLines(name: string): number[] {
  const file = program.getSourceFile(join(folder, name));
  if (!file) throw new Error(`${name} was not compiled`);
  const diagnostics = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
  return [...new Set(diagnostics.map(({ start = 0 }) => file.getLineAndCharacterOfPosition(start).line + 1))];
}

test.each(refused)("%s does not compile", (name) => {
  const lines = readFileSync(join(folder, name), "utf8").split("\n");
  const marked = lines.findIndex((line) => line.trim() === "// error") + 2;
  expect(marked, "a fixture marks its error").toBeGreaterThan(1);
  expect(failingLines(name)).toEqual([marked]);
});

test.each(allowed)("%s compiles", (name) => {
  expect(failingLines(name)).toEqual([]);
});
