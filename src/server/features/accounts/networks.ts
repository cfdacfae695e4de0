/** A place on the net as guesses are counted by: an address of version 4, a /64 of version 6 (one customer) and the /48 around it. */
export interface Network {
  readonly name: string;
  readonly size: "near" | "wide";
}

/** An address of version 4 in version 6's clothes (RFC 4291 §2.5.5.2). */
const mapped = /^0:0:0:0:0:ffff:/;

/** The networks of an address, the nearest first. A text that is no address is a network of its own. */
export function networksOf(address: string): Network[] {
  const groups = address.includes(":") ? groupsOf(address.replace(/%.*$/, "").toLowerCase()) : undefined;
  if (!groups) return [{ name: address, size: "near" }];
  const hex = groups.map((group) => group.toString(16));
  if (mapped.test(hex.join(":"))) return [{ name: dotted(groups[6] as number, groups[7] as number), size: "near" }];
  const prefix = (bits: number) => `${hex.slice(0, bits / 16).join(":")}::/${bits}`;
  return [
    { name: prefix(64), size: "near" },
    { name: prefix(48), size: "wide" },
  ];
}

/** What a provider hands out at one place: a /16 of version 4, a /32 of version 6. */
export function placeOf(address: string): string {
  const name = networksOf(address)[0]?.name ?? address;
  const sign = name.includes(":") ? ":" : ".";
  return name.split(sign).slice(0, 2).join(sign);
}

const dotted = (high: number, low: number): string => [high >> 8, high & 255, low >> 8, low & 255].join(".");

/** Eight groups of 16 bits (RFC 4291 §2.2); undefined when it is no such address. */
function groupsOf(address: string): number[] | undefined {
  const [head, tail, more] = address.split("::").map(sideOf);
  if (!head || more) return undefined;
  if (!tail) return head.length === 8 ? checked(head) : undefined;
  const gap = 8 - head.length - tail.length;
  return gap >= 1 ? checked([...head, ...Array<number>(gap).fill(0), ...tail]) : undefined;
}

const checked = (groups: number[]): number[] | undefined => (groups.every((group) => group >= 0 && group <= 0xffff) ? groups : undefined);

function sideOf(text: string): number[] {
  if (text === "") return [];
  return text.split(":").flatMap((part) => {
    if (!part.includes(".")) return /^[0-9a-f]{1,4}$/.test(part) ? [Number.parseInt(part, 16)] : [-1];
    const bytes = part.split(".").map((byte) => (/^\d{1,3}$/.test(byte) && Number(byte) < 256 ? Number(byte) : Number.NaN)) as [number, number, number, number];
    return bytes.length === 4 && !bytes.some(Number.isNaN) ? [(bytes[0] << 8) | bytes[1], (bytes[2] << 8) | bytes[3]] : [-1];
  });
}
