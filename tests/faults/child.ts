/** A whole server in a process of its own, to be killed, starved and stopped; and the first people in it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Client, createClient } from "../../src/client/index.ts";

export const password = "correct horse battery staple 9";
const main = join(import.meta.dirname, "../../src/server/main.ts");

export interface ChildOptions {
  /** Holds state, configuration and, unless it is named, the data folder. */
  readonly root: string;
  readonly data?: string;
  /** 0: any free one. */
  readonly port?: number;
}

export interface Child {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Of the first-run link, on an empty store. */
  readonly token: string | undefined;
  /** What it wrote to standard error. */
  readonly complaints: () => string;
  /** Sends the signal and waits for the end. @returns the exit code, null when the signal ended it */
  end(signal: "SIGKILL" | "SIGTERM"): Promise<number | null>;
}

/** Resolves when the server says that it is ready. */
export async function startChild({ root, data = join(root, "data"), port = 0 }: ChildOptions): Promise<Child> {
  const own = spawn(process.execPath, [main], {
    cwd: root,
    env: {
      PATH: process.env["PATH"],
      BASTIDE_DATA: data,
      BASTIDE_STATE: join(root, "state"),
      BASTIDE_CONFIG: join(root, "config"),
      BASTIDE_LISTEN: `127.0.0.1:${port}`,
      BASTIDE_LOG: "error",
      // Twenty starts strip the types once.
      NODE_COMPILE_CACHE: join(root, "compiled"),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(own, "exit") as Promise<[number | null]>;
  let complaints = "";
  own.stderr.on("data", (data: Buffer) => {
    complaints += data.toString();
  });
  let token: string | undefined;
  const ready = async (): Promise<string> => {
    for await (const line of createInterface({ input: own.stdout })) {
      token ??= /^First run: .*token=(.+)$/.exec(line)?.[1];
      const url = /^Ready: (.+)$/.exec(line)?.[1];
      if (url) return url;
    }
    throw new Error(`the server did not start: ${complaints}`);
  };
  const url = await ready();
  return { url, port: Number(new URL(url).port), pid: own.pid as number, token, complaints: () => complaints, end: (signal) => end(own, exited, signal) };
}

async function end(own: ChildProcess, exited: Promise<[number | null]>, signal: "SIGKILL" | "SIGTERM"): Promise<number | null> {
  own.kill(signal);
  const [code] = await exited;
  return code;
}

export interface Owner {
  readonly cookie: string;
  readonly client: Client;
  readonly company: string;
}

/** The first account and its company, made over HTTP as a browser does. */
export async function firstOwner(child: Child): Promise<Owner> {
  const cookie = await postForCookie(`${child.url}/api/setup/account`, { token: child.token, name: "owner", password });
  const client = createClient({ baseUrl: child.url, headers: { cookie } });
  const { id: company } = await client.call("createCompany", { body: { name: "Example", start: "empty" } });
  return { cookie, client, company };
}

export const newChannel = async ({ client, company }: Owner, name: string): Promise<string> =>
  (await client.call("createChannel", { params: { company }, body: { name, kind: "private", team: null, topic: "" } })).id;

/** @throws Error with the status when it is refused */
export async function postForCookie(url: string, body: object): Promise<string> {
  const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
  return (answer.headers.getSetCookie()[0] ?? "").split(";")[0] ?? "";
}
