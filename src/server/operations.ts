/**
 * What the command line asks a server to do: import, backup, restore, users, verify. Features register their operations by
 * name; a running server offers them on the socket in its data folder, and a command without a server runs them itself.
 */
import { chmodSync, rmSync } from "node:fs";
import Fastify, { type FastifyInstance } from "fastify";
import type { z } from "zod";
import { type Failure, failureOf } from "../contract/exit.ts";
import type { OperationLine, ServerCard } from "../contract/operations.ts";

/**
 * Validates its own arguments (JSON). May tell of its progress; ends with an error soon after the signal is given.
 * @typeParam Context what the server's services are to it
 */
export type Operation<Context> = (context: Context, args: unknown, progress: (progress: unknown) => void, signal: AbortSignal) => Promise<unknown>;

/** No operation of this name: command and server are of different versions. */
export class UnknownOperation extends Error {
  override readonly name = "UnknownOperation";
  readonly code = "usage";
}

/** The arguments don't fit: command and server are of different versions, or the command let something pass. */
export class WrongArguments extends Error {
  override readonly name = "WrongArguments";
  readonly code = "usage";
}

/** An operation that gets its arguments only when they have the shape. */
export const taking =
  <Context, Shape extends z.ZodType>(
    shape: Shape,
    run: (context: Context, args: z.output<Shape>, progress: (progress: unknown) => void, signal: AbortSignal) => Promise<unknown>,
  ): Operation<Context> =>
  async (context, args, progress, signal) => {
    const parsed = shape.safeParse(args);
    if (parsed.success) return run(context, parsed.data, progress, signal);
    const issue = parsed.error.issues[0];
    throw new WrongArguments(`${issue?.path.join(".") || "arguments"}: ${issue?.message ?? "not what is expected"}`);
  };

export class Operations<Context> {
  readonly #operations = new Map<string, Operation<Context>>();

  /** @param name as in `import.slack` @throws TypeError when the name is taken or no name */
  register(name: string, operation: Operation<Context>): this {
    if (!/^[a-z]+([.-][a-z]+)*$/.test(name) || this.#operations.has(name)) throw new TypeError(`"${name}" can't be registered`);
    this.#operations.set(name, operation);
    return this;
  }

  get names(): readonly string[] {
    return [...this.#operations.keys()];
  }

  /** @throws UnknownOperation, and what the operation throws */
  async run(
    name: string,
    context: Context,
    args: unknown,
    progress: (progress: unknown) => void = () => undefined,
    signal = new AbortController().signal,
  ): Promise<unknown> {
    const operation = this.#operations.get(name);
    if (!operation) throw new UnknownOperation(`This server has no operation "${name}".`);
    return operation(context, args, progress, signal);
  }
}

export interface OperationsServer<Context> {
  readonly operations: Operations<Context>;
  readonly context: Context;
  /** Of the socket: `socketPath(config)`. Whoever listens here holds the store's lock, so what lies there is left over. */
  readonly path: string;
  readonly card: ServerCard;
  /** An error that is not one of the closed codes; its detail goes nowhere else. */
  readonly onInternalError: (operation: string, error: unknown) => void;
}

/** More than any operation's arguments. */
const BODY_LIMIT = 1024 * 1024;

/**
 * Listens on the socket, for this user alone.
 * @returns close: takes no further operation, signals those under way and waits for them
 */
export async function serveOperations<Context>(server: OperationsServer<Context>): Promise<{ close(): Promise<void> }> {
  const { path, card } = server;
  const underWay = new Set<{ stop: AbortController; ended: Promise<void> }>();
  const app = Fastify({ bodyLimit: BODY_LIMIT, forceCloseConnections: true });
  app.get("/", () => card);
  offer(app, server, underWay);
  rmSync(path, { force: true });
  await app.listen({ path });
  // Until here the folder's mode keeps others out.
  chmodSync(path, 0o600);
  return {
    async close() {
      for (const { stop } of underWay) stop.abort(new DOMException("The server is stopping.", "AbortError"));
      await Promise.all([...underWay].map(({ ended }) => ended));
      await app.close();
      rmSync(path, { force: true });
    },
  };
}

function offer<Context>(app: FastifyInstance, server: OperationsServer<Context>, underWay: Set<{ stop: AbortController; ended: Promise<void> }>): void {
  app.post<{ Params: { name: string } }>("/:name", async (request, reply) => {
    const { name } = request.params;
    const stop = new AbortController();
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, { "content-type": "application/x-ndjson" });
    // Who asked is gone: nobody waits for the result.
    raw.on("close", () => stop.abort(new DOMException("The command went away.", "AbortError")));
    const line = (value: OperationLine) => raw.write(`${JSON.stringify(value)}\n`);
    const run = async () => {
      try {
        const result = await server.operations.run(name, server.context, request.body, (progress) => line({ progress }), stop.signal);
        line({ result: result ?? null });
      } catch (error) {
        line({ error: shown(error, (cause) => server.onInternalError(name, cause)) });
      }
      raw.end();
    };
    const entry = { stop, ended: run() };
    underWay.add(entry);
    await entry.ended;
    underWay.delete(entry);
  });
}

/** Closed codes with their message; of anything else only that it happened. */
function shown(error: unknown, onInternalError: (error: unknown) => void): Pick<Failure, "code" | "message"> {
  const { kind, code, message } = failureOf(error);
  if (kind !== "internal") return { code, message };
  onInternalError(error);
  return { code, message: "Something failed inside the server; its log has the detail." };
}
