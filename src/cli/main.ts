#!/usr/bin/env node
// The command line: one file per command in commands/, all of them run by frame.ts.
// Not here: what a command does. That runs in the server's room, reached through local.ts and nothing else.
// Start at `Command` in command.ts, then commands/doctor.ts as an example.
import { resolve } from "node:path";
import { commands } from "./commands/index.ts";
import { exitKinds } from "./exit.ts";
import { runCli } from "./frame.ts";
import { openServer } from "./local.ts";

// Older ones crash while they load the store's library, without a word.
if (Number.parseInt(process.versions.node, 10) < 24) {
  process.stderr.write(`bastide: Node 24 or newer is needed; this is ${process.version}.\n`);
  process.exit(exitKinds.config_invalid.status);
}

const stop = new AbortController();
// The second time, the system's own way: at once.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort(new DOMException("Stopped.", "AbortError")));

// npm runs scripts in the package's folder; the user wrote paths from where the user was.
const from = process.env["npm_lifecycle_event"] === "bastide" ? (process.env["INIT_CWD"] ?? process.cwd()) : process.cwd();

process.exitCode = await runCli(process.argv.slice(2), commands, {
  streams: { out: process.stdout, err: process.stderr, monotonic: () => performance.now() },
  openServer,
  path: (written) => resolve(from, written),
  signal: stop.signal,
});
