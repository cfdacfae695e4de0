/** Which addresses lie inside: a peer's name that leads there would have this server ask its own neighbours. */
import { BlockList, isIP } from "node:net";
import type { EgressPurpose } from "../../../contract/egress.ts";

/** What the operator allows for one purpose beside public addresses: a peer by name and port, or a range of addresses. */
export type Allowed = { readonly purpose: EgressPurpose } & (
  | { readonly kind: "peer"; readonly host: string; readonly port: number }
  | { readonly kind: "network"; readonly address: string; readonly prefix: number; readonly family: "ipv4" | "ipv6" }
);

/** IANA's special-purpose registries (RFC 6890 and its updates), multicast, and what wraps an IPv4 address. */
const internal = {
  ipv4: [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
  ],
  ipv6: ["::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "fc00::/7", "fe80::/10", "ff00::/8"],
} as const;

const blocked = new BlockList();
for (const family of ["ipv4", "ipv6"] as const) {
  for (const range of internal[family]) {
    const [address = "", prefix] = range.split("/");
    blocked.addSubnet(address, Number(prefix), family);
  }
}

/** An IPv4 address in IPv6 form is that address. */
const plain = (address: string): string => /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;

const familyOf = (address: string): "ipv4" | "ipv6" => (isIP(address) === 4 ? "ipv4" : "ipv6");

/** Loopback, private, link-local and every other address that is no public one; also what is no address at all. */
export function isInternal(address: string): boolean {
  const one = plain(address);
  // In hexadecimal digits, too: ::ffff:7f00:1.
  return isIP(one) === 0 || /^(0*:)*:?ffff:/i.test(one) || blocked.check(one, familyOf(one));
}

/** Whether the operator named it for this purpose. */
export function isAllowed(allowed: readonly Allowed[], purpose: EgressPurpose, host: string, port: number, address: string): boolean {
  const one = plain(address);
  return allowed.some((entry) => {
    if (entry.purpose !== purpose) return false;
    if (entry.kind === "peer") return entry.host === host && entry.port === port;
    const range = new BlockList();
    range.addSubnet(entry.address, entry.prefix, entry.family);
    return isIP(one) !== 0 && range.check(one, familyOf(one));
  });
}
