/** Addresses as settings write them: where to listen, whom to believe about forwarding. */
import { BlockList, isIP } from "node:net";

export interface ListenAddress {
  /** An IP address (v6 without brackets) or "localhost". */
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

export interface Network {
  readonly address: string;
  readonly prefix: number;
  readonly family: "ipv4" | "ipv6";
}

/** `127.0.0.1:8420`, `[::1]:8420`, `localhost:0`. @throws Error with what is wrong */
export function parseListen(text: string): ListenAddress {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text.trim());
  const host = match?.[1] ?? match?.[2];
  if (!match || host === undefined) throw new Error("must be written as address:port, for example 127.0.0.1:8420 or [::1]:8420");
  if (match[1] !== undefined ? isIP(host) !== 6 : isIP(host) !== 4 && host !== "localhost") throw new Error("needs an IP address or localhost before the port");
  const port = Number(match[3]);
  if (port > 65_535) throw new Error("needs a port from 0 to 65535");
  return { host, port };
}

export const showListen = ({ host, port }: ListenAddress): string => (isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`);

/** A range this wide would believe forwarding headers from strangers. */
const widest = { ipv4: 8, ipv6: 7 } as const;

/** `10.0.0.5` or `10.0.0.0/24`. @throws Error with what is wrong */
export function parseNetwork(text: string): Network {
  const [address = "", prefixText, ...rest] = text.split("/");
  const version = isIP(address);
  if (version === 0 || rest.length > 0) throw new Error(`names "${text}", which is no address and no range such as 10.0.0.0/24`);
  const family = version === 4 ? "ipv4" : "ipv6";
  const longest = version === 4 ? 32 : 128;
  const prefix = prefixText === undefined ? longest : /^\d{1,3}$/.test(prefixText) ? Number(prefixText) : Number.NaN;
  if (!(prefix <= longest)) throw new Error(`names "${text}", whose prefix is no number from 0 to ${longest}`);
  if (prefix < widest[family]) throw new Error(`names "${text}", which is too wide to be trusted`);
  return { address, prefix, family };
}

/** What peers are allowed for one by one: the mail server and the name servers have settings of their own. */
export const allowedPurposes = ["sign-in", "directory"] as const;

export type AllowedPeer = { readonly purpose: (typeof allowedPurposes)[number] } & (
  | { readonly kind: "peer"; readonly host: string; readonly port: number }
  | ({ readonly kind: "network" } & Network)
);

/** `sign-in=idp.internal:8443`, `directory=[fd00::5]:636`, `directory=10.0.0.5` or `sign-in=10.0.0.0/24`. @throws Error with what is wrong */
export function parseAllowed(text: string): AllowedPeer {
  const [word = "", peer = ""] = text.split(/=(.*)/);
  const purpose = allowedPurposes.find((one) => one === word);
  if (purpose === undefined) throw new Error(`names "${text}", which must begin with what it is for: ${allowedPurposes.join("= or ")}=`);
  const match = /^(?:\[([^\]]+)\]|([^:[\]/]+)):(\d{1,5})$/.exec(peer);
  const host = (match?.[1] ?? match?.[2])?.toLowerCase();
  if (host === undefined) return { purpose, kind: "network", ...parseNetwork(peer) };
  const port = Number(match?.[3]);
  if (port < 1 || port > 65_535) throw new Error(`names "${text}", whose port is no number from 1 to 65535`);
  return { purpose, kind: "peer", host, port };
}

export const showAllowed = (one: AllowedPeer): string => `${one.purpose}=${one.kind === "peer" ? showListen(one) : `${one.address}/${one.prefix}`}`;

/** `192.0.2.53`, `192.0.2.53:5353`, `[2001:db8::53]:53`. */
export function isDnsServer(text: string): boolean {
  const bare = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(text)?.[1] ?? /^([\d.]+)(?::\d{1,5})?$/.exec(text)?.[1] ?? text;
  return isIP(bare) !== 0;
}

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** An IPv4 peer of a dual-stack listener shows as ::ffff:a.b.c.d. */
const unmapped = (address: string): string => /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;

function contains(list: BlockList, address: string): boolean {
  const plain = unmapped(address);
  const version = isIP(plain);
  return version !== 0 && list.check(plain, version === 4 ? "ipv4" : "ipv6");
}

/** "localhost" counts: it resolves on this machine. */
export const isLoopback = (host: string): boolean => host === "localhost" || contains(loopback, host);

export const isWildcard = (host: string): boolean => host === "0.0.0.0" || /^[0:]+$/.test(host);

/** Tells whether a peer's address lies in one of the networks. */
export function networkMatcher(networks: readonly Network[]): (address: string) => boolean {
  const list = new BlockList();
  for (const { address, prefix, family } of networks) list.addSubnet(address, prefix, family);
  return (address) => contains(list, address);
}
