/** ejabberd as Debian ships it: one room with archive (MUC and MAM), without limits of rate, on loopback. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createConnection, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Deliveries, type Rival, textOf } from "./deliveries.ts";
import { XmppClient } from "./xmpp-client.ts";

const libraries = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu"];
const room = "bench@rooms.localhost";

/** Why it can't be started here; undefined where it can. */
export function ejabberdMissing(): string | undefined {
  if (spawnSync("which", ["erl"]).status !== 0 || !existsSync("/usr/sbin/ejabberdctl")) return "ejabberd is not installed (Debian: apt-get install ejabberd)";
  return undefined;
}

/** Messages are archived by the same backend that Debian's configuration takes (Mnesia): written, never synced to the disk. */
const settings = (port: number): string => `
hosts: [localhost]
loglevel: error
listen:
  - port: ${port}
    ip: "127.0.0.1"
    module: ejabberd_c2s
    starttls: false
    shaper: none
    max_fsm_queue: 100000
auth_method: [anonymous]
anonymous_protocol: sasl_anon
modules:
  mod_disco: {}
  mod_mam:
    default: never
  mod_muc:
    host: rooms.localhost
    history_size: 0
    user_message_shaper: none
    room_shaper: none
    min_message_interval: 0
    min_presence_interval: 0
    max_users: 1000
    default_room_options:
      mam: true
      anonymous: false
      presence_broadcast: []
`;

export async function ejabberdRival(clients: number): Promise<Rival> {
  const root = mkdtempSync(join(tmpdir(), "bench-ejabberd-"));
  const port = await freePort();
  const configuration = join(root, "ejabberd.yml");
  writeFileSync(configuration, settings(port));
  const server = spawn("erl", ["-noinput", "+K", "true", "-mnesia", "dir", `"${join(root, "mnesia")}"`, "-s", "ejabberd"], {
    env: {
      PATH: process.env["PATH"],
      HOME: root,
      ERL_LIBS: libraries.find((folder) => existsSync(folder)),
      EJABBERD_CONFIG_PATH: configuration,
      EJABBERD_LOG_PATH: join(root, "ejabberd.log"),
      ERL_CRASH_DUMP: join(root, "crash.dump"),
    },
    stdio: ["ignore", "inherit", "inherit"],
  });
  // Whatever ends the bench ends the server.
  process.once("exit", () => server.kill("SIGKILL"));
  await listening(port);
  const deliveries = new Deliveries(clients);
  const people: XmppClient[] = [];
  for (let n = 0; n < clients; n++) {
    people.push(await XmppClient.enter(port, room, `client-${n}`, deliveries.scanner(n)));
    if (n === 0) await people[0]?.openRoom();
  }
  return {
    name: "ejabberd",
    pid: server.pid as number,
    deliveries,
    say: (n) => (people[n % clients] as XmppClient).say(textOf(n), n),
    async stop() {
      for (const one of people) one.close();
      server.kill("SIGTERM");
      if (server.exitCode === null) await once(server, "exit");
      rmSync(root, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function listening(port: number): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const socket = createConnection({ port, host: "127.0.0.1" });
    const isUp = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isUp) return;
    if (attempt === 300) throw new Error("ejabberd did not listen within 30 s");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
