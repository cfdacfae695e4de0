import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Refusal } from "./http/refusal.ts";
import { Operations, serveOperations } from "./operations.ts";

const card = { pid: process.pid, version: "0.1.0", installation: "one", listen: "127.0.0.1:0", url: "http://127.0.0.1:1" };
let folder: string;
let path: string;
let closers: (() => Promise<void>)[];
let internal: unknown[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bastide-operations-"));
  path = join(folder, "bastide.sock");
  closers = [];
  internal = [];
});
afterEach(async () => {
  for (const close of closers) await close();
  rmSync(folder, { recursive: true });
});

async function serve(operations: Operations<{ greeting: string }>) {
  const server = await serveOperations({ operations, context: { greeting: "hello" }, path, card, onInternalError: (_name, error) => internal.push(error) });
  closers.push(() => server.close());
  return server;
}

/** Sends one operation; the lines as they came. `cut` drops the connection at the first line. */
function ask(name: string, args: unknown, cut = false): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath: path, method: "POST", path: `/${name}`, headers: { "content-type": "application/json" } }, (reply) => {
      let text = "";
      reply.on("data", (chunk) => {
        text += chunk;
        if (cut) asked.destroy();
      });
      reply.on("close", () =>
        resolve(
          text
            .trim()
            .split("\n")
            .map((line) => JSON.parse(line)),
        ),
      );
    });
    asked.on("error", (error) => (cut ? undefined : reject(error)));
    asked.end(JSON.stringify(args));
  });
}

describe("operations over the socket", () => {
  test("progress, then a result; only this user may connect; a leftover socket is no obstacle", async () => {
    writeFileSync(path, "");
    await serve(
      new Operations<{ greeting: string }>().register("user.greet", async ({ greeting }, args, progress) => {
        progress({ done: 1 });
        return { said: greeting, to: args };
      }),
    );
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await ask("user.greet", { name: "Ana" })).toEqual([{ progress: { done: 1 } }, { result: { said: "hello", to: { name: "Ana" } } }]);
  });

  test("closed codes travel, other errors stay inside", async () => {
    await serve(
      new Operations<{ greeting: string }>()
        .register("refuse", async () => {
          throw new Refusal("last_owner");
        })
        .register("break", async () => {
          throw new Error("password was hunter2");
        }),
    );
    expect(await ask("refuse", {})).toEqual([{ error: { code: "last_owner", message: "The last one in this role can't be removed." } }]);
    const [line] = await ask("break", {});
    expect(line).toMatchObject({ error: { code: "internal" } });
    expect(JSON.stringify(line)).not.toContain("hunter2");
    expect(internal).toHaveLength(1);
    expect(await ask("nothing", {})).toMatchObject([{ error: { code: "usage" } }]);
  });

  test("closing and going away both signal what is under way", async () => {
    const begun: string[] = [];
    const stopped: string[] = [];
    const operations = new Operations<{ greeting: string }>().register("wait", async (_context, args, progress, signal) => {
      begun.push(String(args));
      progress("begun");
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      stopped.push(String(args));
      throw signal.reason;
    });
    const server = await serve(operations);
    await ask("wait", "went", true);
    const waiting = ask("wait", "closed");
    while (stopped.length === 0 || begun.length < 2) await new Promise(setImmediate);
    closers = [];
    await server.close();
    expect(await waiting).toMatchObject(["begun", "interrupted"].map((word, i) => (i === 0 ? { progress: word } : { error: { code: word } })));
    expect(stopped).toEqual(["went", "closed"]);
  });

  test("a name is given once", () => {
    const operations = new Operations<null>().register("a.b-c", async () => null);
    expect(() => operations.register("a.b-c", async () => null)).toThrow(TypeError);
    expect(() => operations.register("../x", async () => null)).toThrow(TypeError);
    expect(operations.names).toEqual(["a.b-c"]);
  });
});
