/**
 * The process that looks into files, from outside: one file at a time, for so long and in so much memory, or it is ended and made
 * anew. A process of its own, because what decodes pictures is no JavaScript: a crash of it ends whatever it runs in.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, realpathSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { programFolder } from "../../config/index.ts";
import { workerUrl } from "../../workers.ts";
import type { Drawn, FromPreviews, Task } from "./previews-wire.ts";

export interface Bounds {
  /** Milliseconds for one file. */
  readonly time: number;
  /** Bytes that it may hold in all; looked at where the kernel tells. */
  readonly memory: number;
}
export const usualBounds: Bounds = { time: 20_000, memory: 640 * 1024 * 1024 };

/** Its code, and where its libraries lie: below the program, or beside it where it is itself installed as one. */
function readable(): string[] {
  const [above] = /^.*?[\\/]node_modules(?=[\\/])/.exec(programFolder) ?? [];
  const libraries = [join(programFolder, "node_modules"), ...(above === undefined ? [] : [above])];
  const real = libraries.filter((folder) => existsSync(folder)).map((folder) => realpathSync(folder));
  const folders = [fileURLToPath(new URL("../../../", import.meta.url)), ...libraries, ...real];
  return [join(programFolder, "package.json"), ...new Set(folders.flatMap((folder) => [folder, join(folder, "*")]))];
}

/**
 * Its JavaScript reads only the program, writes no file, starts no program and asks no other machine for anything; what is no
 * JavaScript is not bound by this.
 */
const execArgv = (): string[] => [
  ...["--max-old-space-size=256", "--max-semi-space-size=32", "--permission", "--allow-addons", "--no-warnings"],
  ...readable().map((path) => `--allow-fs-read=${path}`),
];
/** Milliseconds between looks at what it holds, and until it is ended when nothing is asked of it. */
const LOOK_EACH = 25;
const IDLE = 30_000;

export class PreviewProcess {
  readonly #bounds: Bounds;
  #child: ChildProcess | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;
  #stopped = false;
  #interrupt: () => void = () => undefined;
  /** How many it was made so far. */
  started = 0;

  constructor(bounds: Bounds = usualBounds) {
    this.#bounds = bounds;
  }

  /** Of the process that stands. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** @returns undefined for what cannot be looked into: broken, too large, of another kind; @throws when it was stopped meanwhile */
  draw(task: Task): Promise<Drawn | undefined> {
    const drawn = this.#turn.then(() => this.#draw(task));
    this.#turn = drawn.catch(() => undefined);
    return drawn;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#interrupt();
    await this.#turn;
    await this.#end();
  }

  async #draw(task: Task): Promise<Drawn | undefined> {
    if (this.#stopped) throw new Error("previews are stopped");
    clearTimeout(this.#idle);
    this.#child ??= this.#start();
    const child = this.#child;
    const { promise, resolve } = Promise.withResolvers<FromPreviews | "lost">();
    const lose = () => resolve("lost");
    const hear = (found: unknown) => resolve(found as FromPreviews);
    this.#interrupt = lose;
    child.once("message", hear).once("exit", lose);
    const late = setTimeout(lose, this.#bounds.time);
    const look = async () => {
      if ((await residentBytes(child)) > this.#bounds.memory) lose();
    };
    const looks = setInterval(() => {
      look().catch(lose);
    }, LOOK_EACH);
    // Of one that has just ended it is told by its exit.
    child.send(task, () => undefined);
    const found = await promise;
    clearTimeout(late);
    clearInterval(looks);
    child.off("message", hear).off("exit", lose);
    if (found === "lost") await this.#end();
    else
      this.#idle = setTimeout(() => {
        this.#end().catch(() => undefined);
      }, IDLE).unref();
    if (this.#stopped && found === "lost") throw new Error("previews are stopped");
    return found === "lost" ? undefined : (found ?? undefined);
  }

  #start(): ChildProcess {
    this.started++;
    const child = fork(fileURLToPath(workerUrl("preview")), {
      execArgv: execArgv(),
      env: {},
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    // Whatever ended it, it is not there any more; who waits hears of it by its exit.
    child.on("error", () => undefined);
    child.once("exit", () => {
      if (this.#child === child) this.#child = undefined;
    });
    child.unref();
    child.channel?.unref();
    return child;
  }

  async #end(): Promise<void> {
    clearTimeout(this.#idle);
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  }
}

/** What a process holds now, by /proc (Linux); 0 where that is not to be had. */
async function residentBytes({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
}
