import { readdir, readFile, readlink } from "node:fs/promises";
import type { ClaimContext } from "./context.ts";
import { defineClaim, type Finding, nothing } from "./define.ts";

interface Connection {
  readonly remote: string;
  readonly localPort: number;
  readonly inode: string;
}

/** An address as /proc writes it (32-bit words, bytes turned around), in the usual order of bytes, hex. */
function bytesOf(hex: string): string {
  return (hex.match(/.{8}/g) ?? []).map((word) => Buffer.from(word, "hex").reverse().toString("hex")).join("");
}

/** This machine itself, and the address of a socket that has no peer. */
const isLocal = (hex: string): boolean => /^(7f.{6}$|0{8}$|0{32}$|0{31}1$|0{20}ffff7f.{6}$|0{20}ffff0{8}$)/.test(bytesOf(hex));

/** The lines of /proc/net/tcp, tcp6, udp, udp6 (proc(5)). */
export function connectionsOf(table: string): Connection[] {
  return table
    .split("\n")
    .slice(1)
    .flatMap((line) => {
      const [, local, remote, , , , , , , inode] = line.trim().split(/\s+/);
      if (!local || !remote || !inode) return [];
      return [{ remote: remote.split(":")[0] ?? "", localPort: Number.parseInt(local.split(":")[1] ?? "0", 16), inode }];
    });
}

/** Peers beyond this machine, but for who came to our own ear. */
export const foreign = (connections: readonly Connection[], ownPort: number | undefined): Connection[] =>
  connections.filter(({ remote, localPort }) => !isLocal(remote) && localPort !== ownPort);

async function ownSockets(): Promise<Set<string>> {
  const names = await readdir("/proc/self/fd");
  const targets = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => "")));
  return new Set(targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []));
}

const tables = ["tcp", "tcp6", "udp", "udp6"];

async function noConnections({ premises, probe }: ClaimContext): Promise<Finding> {
  if (process.platform !== "linux") return nothing("This system does not tell which connections a process holds.");
  const planted = connectionsOf("header\n 0: 0100007F:9C40 08080808:0035 02 0 0 0 0 0 4242 1 0");
  if (foreign(planted, 1).length !== 1) return { looked: 1, ok: false, evidence: "Its control failed: a connection to 8.8.8.8:53 was not seen." };
  const listener = premises.listener();
  const { administrator } = await probe();
  // Something to look at: a connection to our own ear, of which both ends are this process's.
  const socket = await listener?.askForSocket({ origin: listener.origin, cookie: `bastide=${administrator.token}; __Host-bastide=${administrator.token}` });
  try {
    const own = await ownSockets();
    const texts = await Promise.all(tables.map((name) => readFile(`/proc/self/net/${name}`, "utf8").catch(() => "")));
    const held = texts.flatMap(connectionsOf).filter(({ inode }) => own.has(inode));
    const out = foreign(held, listener?.port);
    if (listener && held.length < 2)
      return { looked: held.length, ok: false, evidence: "Its control failed: the connection that it opened itself was not seen." };
    return { looked: held.length, ok: out.length === 0, evidence: `${held.length} network sockets of this process: ${out.length} lead out of this machine.` };
  } finally {
    socket?.end();
  }
}

export const disconnected = defineClaim({
  id: "C01",
  group: "who-can-read",
  source: "privacy",
  sentence: { en: "It runs on one's own premises, fully disconnected from the net.", fr: "Il tourne chez soi, entièrement déconnecté du réseau." },
  clauses: [
    {
      id: "C01a",
      sentence: "The whole main job, traced from its first process to its last, connects to nothing beyond this machine and asks no name server.",
      where: "lab",
    },
    { id: "C01b", sentence: "This server holds no connection that leads out of this machine.", where: "instance", check: noConnections },
    { id: "C01c", sentence: "A browser on every screen asks nobody but this server.", where: "lab" },
  ],
});
