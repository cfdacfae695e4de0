/** A company with a directory, and browsers that sign in by it. */
import { WebSocket } from "ws";
import { type ApiError, type CallRest, type Client, createClient } from "../../src/client/index.ts";
import type { BodyIn, EndpointName, Endpoints } from "../../src/contract/index.ts";
import { makeFolders, type TestOptions } from "./installation.ts";
import { CookieJar } from "./jar.ts";
import { newWorld } from "./world.ts";

export type Wanted = BodyIn<Endpoints["createDirectory"]>;
export type DirectoryWorld = Awaited<ReturnType<typeof newDirectoryWorld>>;

/** @param ports that the server may speak to on this machine. `names`: the name server that it asks. */
export async function newDirectoryWorld(ports: readonly number[], wanted: Wanted, options: TestOptions & { readonly names?: string } = {}) {
  const { names, ...rest } = options;
  const allowed = ports.flatMap((port) => [`directory=localhost:${port}`, `directory=127.0.0.1:${port}`]).join(",");
  const folders = makeFolders({ BASTIDE_EGRESS_ALLOW: allowed, ...(names ? { BASTIDE_DNS: names } : {}) });
  const world = await newWorld({ ...rest, folders });
  const { company, owner } = world;
  const { id: directory } = await owner.call("createDirectory", { params: { company }, body: wanted });
  const params = { company, directory };
  await owner.call("changeDirectory", { params, body: { state: "on" } });

  const sync = async (gone: number | null = null) => {
    await owner.call("syncDirectory", { params, body: { gone } });
    await world.services.directories.syncs.idle();
    return state();
  };
  const state = async () => {
    const { directories } = await owner.call("listDirectories", { params: { company } });
    const found = directories.find(({ id }) => id === directory);
    if (!found) throw new Error("no such directory");
    return found;
  };

  return {
    world,
    company,
    owner,
    directory,
    params,
    sync,
    state,
    change: (body: BodyIn<Endpoints["changeDirectory"]>) => owner.call("changeDirectory", { params, body: { bindPassword: wanted.bindPassword, ...body } }),
    /** A browser that signs in by the directory. */
    async signIn(login: string, password: string): Promise<{ client: Client; jar: CookieJar }> {
      const jar = new CookieJar(world.server.url, "", world.server.fetch);
      const client = createClient({ baseUrl: world.server.url, fetch: jar.fetch });
      await client.call("signInByDirectory", { body: { company, connection: directory, login, password } });
      return { client, jar };
    },
    people: async () => (await owner.call("listPeople", { params: { company }, query: { limit: 100 } })).people,
    close: () => world.close(),
  };
}

/** The code that a call is refused with; "allowed" where it is not. */
export const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "allowed",
    (error: unknown) => (error as ApiError).code,
  );

export const call = <N extends EndpointName>(client: Client, name: N, ...rest: CallRest<N>): Promise<string> => outcome(client.call(name, ...rest));

/** A live socket, and when it was closed. */
export async function openSocket(url: string, cookie: string): Promise<{ closed: Promise<number>; close(): void }> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/api/socket`, { headers: { cookie } });
  await new Promise((resolve, reject) => socket.once("message", resolve).once("error", reject));
  return { closed: new Promise((resolve) => socket.once("close", () => resolve(performance.now()))), close: () => socket.terminate() };
}
