import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { StoreLocked } from "../port.ts";
import { suiteMigrations } from "../suite.ts";
import { openSqlite } from "./index.ts";

const script = fileURLToPath(new URL("../suite/locker.ts", import.meta.url));
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "locked-"));
  folders.push(folder);
  return folder;
}
const open = (folder: string) => openSqlite({ folder, migrations: suiteMigrations, now: Date.now });

/** Another process on the folder, and the first thing that it says. */
async function other(folder: string): Promise<{ child: ChildProcess; says: string }> {
  const child = spawn(process.execPath, [script, folder], { stdio: ["ignore", "pipe", "inherit"] });
  const [says] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return { child, says };
}
async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}

test("a second opener is refused by name, in this process and in another, until the first closes", async () => {
  const folder = newFolder();
  const port = await open(folder);
  const refused = await open(folder).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(StoreLocked);
  expect((refused as StoreLocked).pid).toBe(process.pid);
  expect((refused as StoreLocked).message).toContain(String(process.pid));
  // That refusal closed a descriptor of the lock's file: the lock must have outlived it.
  expect((await other(folder)).says).toBe(`locked by ${process.pid}`);
  await port.probe();
  await port.close();
  const { child, says } = await other(folder);
  expect(says).toBe("open");
  await kill(child);
});

test("a killed opener leaves no lock behind", async () => {
  const folder = newFolder();
  const { child, says } = await other(folder);
  expect(says).toBe("open");
  await expect(open(folder)).rejects.toMatchObject({ name: "StoreLocked", pid: child.pid });
  await kill(child);
  const port = await open(folder);
  await port.close();
});

test("everything in the folder is for its owner only", async () => {
  const folder = join(newFolder(), "made");
  const port = await open(folder);
  await port.probe();
  for (const path of [folder, ...readdirSync(folder).map((file) => join(folder, file))]) expect(statSync(path).mode & 0o077).toBe(0);
  await port.close();
});
