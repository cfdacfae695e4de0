import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Operations, serveOperations } from "../server/operations.ts";
import type { Command, CommandContext } from "./command.ts";
import { exitKinds, failureOf } from "./exit.ts";
import { runCli } from "./frame.ts";
import { cardAt, openServer, type Server } from "./local.ts";

let out: string;
let err: string;
let now: number;
let isTTY: boolean;
beforeEach(() => {
  out = "";
  err = "";
  now = 0;
  isTTY = false;
});

const noServer = { run: async () => null } as unknown as Server;

function cli(line: string, commands: readonly Command[], server: Server = noServer, signal = new AbortController().signal): Promise<number> {
  const streams = {
    out: {
      write(text: string) {
        out += text;
      },
    },
    err: {
      write(text: string) {
        err += text;
      },
      isTTY,
    },
    monotonic: () => now,
  };
  return runCli(line.split(" "), commands, { streams, openServer: () => server, path: (written) => `/from/${written}`, signal });
}

const command = (name: string, run: Command["run"], more: Partial<Command> = {}): Command => ({
  name,
  summary: `Does ${name}.`,
  examples: [`${name} --json`],
  run,
  ...more,
});

describe("a command line", () => {
  test("gives the command its arguments and options, and ends by what it returns", async () => {
    let seen: Partial<CommandContext> = {};
    const take = command(
      "import slack",
      async (context) => {
        seen = context;
        return "check_failed";
      },
      { arguments: [{ name: "file", means: "the export" }], options: [{ flags: "--company <name>", means: "into which", required: true }] },
    );
    expect(await cli("import slack a.zip --company Acme --json", [take])).toBe(1);
    expect([seen.arguments, seen.options?.["company"], seen.io?.json, seen.path?.("x")]).toEqual([{ file: "a.zip" }, "Acme", true, "/from/x"]);
    expect(await cli("import slack a.zip", [take])).toBe(2);
    expect(err).toContain("required option '--company <name>'");
  });

  test.each(["nonsense", "user", "user nonsense", "user create extra", "user create --nonsense"])("%s is a wrong one", async (line) => {
    expect(await cli(line, [command("user create", async () => undefined)])).toBe(2);
    expect(out).toBe("");
    expect(err).toContain("bastide");
  });

  test("--help teaches, with examples that work as they stand", async () => {
    const commands = [command("user create", async () => undefined), command("user invite", async () => undefined)];
    expect(await cli("user create --help", commands)).toBe(0);
    expect(out).toMatch(/Usage: bastide user create.*--json.*Example:\n {2}\$ bastide user create --json/s);
    out = "";
    expect(await cli("--help", commands)).toBe(0);
    expect(out).toMatch(/user/);
  });

  test("--json gives one object on standard output, or none and the error on the other", async () => {
    const good = command("good", async ({ io }) => {
      io.note("working");
      io.progress("half");
      io.result({ n: 1 }, () => "one");
      return undefined;
    });
    expect(await cli("good --json", [good])).toBe(0);
    expect([out, err]).toEqual(['{"n":1}\n', ""]);
    out = "";
    await cli("good", [good]);
    expect([out, err]).toEqual(["one\n", "working\nhalf\n"]);
    out = "";
    err = "";
    const bad = command("bad", async () => {
      throw Object.assign(new Error("The disk is full."), { name: "StorageFull" });
    });
    expect(await cli("bad --json", [bad])).toBe(exitKinds.storage_full.status);
    expect(out).toBe("");
    expect(JSON.parse(err)).toEqual({ error: { kind: "storage_full", status: 27, code: "storage_full", message: "The disk is full.", mend: null } });
  });

  test("progress is one line rewritten on a terminal, and a line now and then elsewhere", async () => {
    const busy = command("busy", async ({ io }) => {
      for (const n of [1, 2, 3]) {
        io.progress(`at ${n}`);
        now += 3000;
      }
      io.result(null, () => "done");
      return undefined;
    });
    await cli("busy", [busy]);
    expect(err).toBe("at 1\nat 3\n");
    err = "";
    isTTY = true;
    await cli("busy", [busy]);
    expect(err).toBe("\r\u001b[2Kat 1\r\u001b[2Kat 2\r\u001b[2Kat 3\n");
  });
});

describe("a running server", () => {
  let folder: string;
  let close: () => Promise<void>;
  const operations = new Operations<null>()
    .register("count", async (_context, args, progress) => {
      for (const n of [1, 2]) progress({ n });
      return { counted: args };
    })
    .register("refuse", async () => {
      throw Object.assign(new Error("import_broken"), { code: "import_broken" });
    })
    .register("wait", (_context, _args, progress, signal) => {
      progress({ n: 0 });
      return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    });
  const ask = (name: string) =>
    command(name, async ({ withServer, io }) => {
      const result = await withServer(name, { a: 1 }, (progress) => `at ${(progress as { n: number }).n}`);
      io.result(result, () => JSON.stringify(result));
      return undefined;
    });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "bastide-cli-"));
    const card = { pid: process.pid, version: "0.1.0", installation: "one", listen: "127.0.0.1:0", url: "http://127.0.0.1:1" };
    ({ close } = await serveOperations({ operations, context: null, path: join(folder, "bastide.sock"), card, onInternalError: () => undefined }));
    process.env["BASTIDE_DATA"] = folder;
  });
  afterEach(async () => {
    delete process.env["BASTIDE_DATA"];
    await close();
    rmSync(folder, { recursive: true });
  });

  test("runs the operation, with progress, and its errors end the command by their kind", async () => {
    isTTY = true;
    expect(await cli("count", [ask("count")], openServer(undefined))).toBe(0);
    expect([out, err.includes("at 2")]).toEqual(['{"counted":{"a":1}}\n', true]);
    expect(await cli("refuse", [ask("refuse")], openServer(undefined))).toBe(exitKinds.input_broken.status);
    expect(err).toContain("The file can't be imported.");
  });

  test("a stopped command stops the operation", async () => {
    const stop = new AbortController();
    isTTY = true;
    const ended = cli("wait", [ask("wait")], openServer(undefined), stop.signal);
    while (!err.includes("at 0")) await new Promise(setImmediate);
    stop.abort(new DOMException("Stopped.", "AbortError"));
    expect(await ended).toBe(exitKinds.interrupted.status);
  });

  test("says who it is; a socket that nobody holds is no server", async () => {
    expect((await cardAt(join(folder, "bastide.sock")))?.pid).toBe(process.pid);
    expect(await cardAt(join(folder, "other.sock"))).toBeUndefined();
  });
});

test("any error comes to a kind", () => {
  expect(failureOf(Object.assign(new Error("listen"), { code: "EADDRINUSE" })).kind).toBe("port_taken");
  expect(failureOf(Object.assign(new Error("last_owner"), { code: "last_owner" }))).toMatchObject({ kind: "refused", code: "last_owner", message: /removed/ });
  expect(failureOf(new TypeError("x")).kind).toBe("internal");
  expect(failureOf(undefined).kind).toBe("internal");
});

test("the program masks the secret and names its source", async () => {
  const env = { HOME: "/nowhere", BASTIDE_CONFIGURATION_PART: "very-secret", BASTIDE_LISTEN: "127.0.0.1:0" };
  const args = [join(import.meta.dirname, "main.ts"), "config", "--json"];
  const stdout = await new Promise<string>((resolve, reject) =>
    execFile(process.execPath, args, { env, cwd: tmpdir() }, (error, text) => (error ? reject(error) : resolve(text))),
  );
  expect(stdout).not.toContain("very-secret");
  const { settings } = JSON.parse(stdout) as { settings: { env: string; value: string | null; source: string }[] };
  const found = settings.find(({ env: name }) => name === "BASTIDE_CONFIGURATION_PART");
  expect(found).toMatchObject({ value: "********", source: "BASTIDE_CONFIGURATION_PART" });
});
