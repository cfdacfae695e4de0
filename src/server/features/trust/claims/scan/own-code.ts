/** The program's own code as it runs: what is built, or the sources where it runs from them. No packages, no tests, no web bundle. */
import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { filesBelow } from "./files.ts";

export interface CodeFile {
  /** From the program's folder. */
  readonly path: string;
  readonly text: string;
}

const rooms = ["contract", "crypto", "client", "server", "cli"];
const isSource = import.meta.url.endsWith(".ts");
const isOwn = (path: string): boolean => (isSource ? /\.tsx?$/.test(path) && !/\.test\.tsx?$|\/suite(\/|\.ts$)/.test(path) : path.endsWith(".js"));

export async function ownCode(program: string): Promise<CodeFile[]> {
  const top = join(program, isSource ? "src" : "dist");
  const paths = (await Promise.all(rooms.map((room) => filesBelow(join(top, room))))).flat().filter(isOwn);
  return Promise.all(paths.map(async (path) => ({ path: relative(program, path), text: withoutComments(await readFile(path, "utf8")) })));
}

/** Whole-line and block comments only: what stands in a text stays, so that nothing is overlooked. */
const withoutComments = (text: string): string => text.replace(/^\s*\/\*[\s\S]*?\*\//gm, "").replace(/^\s*\/\/.*$/gm, "");
