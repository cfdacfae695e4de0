/**
 * The one door between the command line and the server's room. A running server is asked over its socket; without one the
 * command becomes a server for its life. Imports are late: `--help` loads nothing of it.
 */
import { type IncomingMessage, request } from "node:http";
import { OperationLine, ServerCard } from "../contract/operations.ts";

export type Server = ReturnType<typeof openServer>;

/**
 * Nothing is read or opened until one of its functions is called.
 * @param configFile what `--config` named
 */
export function openServer(configFile: string | undefined) {
  const setup = async () => {
    const entry = await import("../server/setup.ts");
    return { entry, options: { ...entry.processOptions(configFile), serverAt: cardAt } };
  };
  return {
    /** @throws ConfigError */
    async settings() {
      const { entry, options } = await setup();
      return entry.settingRows(options);
    },
    async newConfigurationPart() {
      return (await import("../server/setup.ts")).newConfigurationPart();
    },
    async examine() {
      const { entry, options } = await setup();
      return entry.examineSetup(options);
    },
    /** Not inside a running server: it holds the folder. @throws KitError, PartError, StoreLocked … */
    async recover(kit: string) {
      const { entry, options } = await setup();
      return (await import("../server/main.ts")).recover(entry.readConfig(options), kit);
    },
    /** @param file the backup's absolute path @param kit the recovery kit's text */
    async restore(file: string, kit: string, onProgress: (progress: { stage: string; done: number; total: number }) => void, signal: AbortSignal) {
      const { entry, options } = await setup();
      return (await import("../server/main.ts")).restore(entry.readConfig(options), { file, kit, onProgress, signal });
    },
    /** @param file the exported log's absolute path @param heads those of signed heads */
    async verifyAudit(file: string, key: string | undefined, heads: readonly string[]) {
      return (await import("../server/main.ts")).verifyAudit(file, key, heads);
    },
    /** @throws what the operation throws; from a running server an OperationFailed with its code */
    async run(operation: string, args: unknown, onProgress: (progress: unknown) => void, signal: AbortSignal): Promise<unknown> {
      const { processOptions, readConfig, socketPath } = await import("../server/setup.ts");
      const config = readConfig(processOptions(configFile));
      const path = socketPath(config);
      if (await cardAt(path)) return runThere(path, operation, args, onProgress, signal);
      const { openInstallation } = await import("../server/main.ts");
      const local = await openInstallation(config);
      try {
        return await local.run(operation, args, onProgress, signal);
      } finally {
        await local.close();
      }
    },
  };
}

/** Milliseconds that a running server has to say who it is. */
const PATIENCE = 5000;

/** What a running server answered with in place of a result. */
class OperationFailed extends Error {
  override readonly name = "OperationFailed";
  readonly code: string;
  constructor({ code, message }: { code: string; message: string }) {
    super(message);
    this.code = code;
  }
}

/** @returns undefined when nobody listens on the socket, or there is none @throws OperationFailed when nobody answers */
export async function cardAt(path: string): Promise<ServerCard | undefined> {
  try {
    let text = "";
    for await (const line of exchange(path, "GET", "/", undefined, AbortSignal.timeout(PATIENCE))) text += line;
    return ServerCard.parse(JSON.parse(text));
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ECONNREFUSED") return undefined;
    if (name === "TimeoutError" || code === "ABORT_ERR")
      throw new OperationFailed({ code: "second_server", message: `A server holds ${path} and does not answer.` });
    throw error;
  }
}

async function runThere(path: string, operation: string, args: unknown, onProgress: (progress: unknown) => void, signal: AbortSignal): Promise<unknown> {
  try {
    for await (const text of exchange(path, "POST", `/${operation}`, args, signal)) {
      const line = OperationLine.parse(JSON.parse(text));
      if ("progress" in line) onProgress(line.progress);
      else if ("error" in line) throw new OperationFailed(line.error);
      else return line.result;
    }
  } catch (error) {
    // Stopped here, the connection breaks as if the server had gone.
    signal.throwIfAborted();
    if ((error as NodeJS.ErrnoException).code !== "ECONNRESET") throw error;
  }
  throw new OperationFailed({ code: "store_unavailable", message: "The server went away before it was done." });
}

/** The reply's lines as they come. */
async function* exchange(path: string, method: string, at: string, body: unknown, signal: AbortSignal): AsyncGenerator<string> {
  const sent = request({ socketPath: path, method, path: at, headers: { "content-type": "application/json" }, signal });
  const reply = new Promise<IncomingMessage>((resolve, reject) => sent.once("response", resolve).on("error", reject));
  sent.end(body === undefined ? undefined : JSON.stringify(body));
  let rest = "";
  for await (const chunk of (await reply).setEncoding("utf8")) {
    const lines = (rest + (chunk as string)).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}
