import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";

/** A file that the user named can't be read: the command line is wrong. */
class UnreadableFile extends Error {
  override readonly name = "UnreadableFile";
  readonly code = "usage";
}

/** The whole text of a file that the user named; `-` is standard input. */
export async function readText(written: string, path: (written: string) => string): Promise<string> {
  if (written === "-") return text(process.stdin);
  try {
    return await readFile(path(written), "utf8");
  } catch (error) {
    throw new UnreadableFile(`${path(written)} can't be read (${(error as NodeJS.ErrnoException).code ?? "unknown reason"}).`);
  }
}

/** The first line. A secret in a command line would be seen by every user of the machine. */
export const readSecret = async (written: string, path: (written: string) => string): Promise<string> =>
  (await readText(written, path)).split(/\r?\n/, 1)[0] ?? "";
