/** Crockford's base32 (https://www.crockford.com/base32.html): no I, L, O, U; read back whatever case or hyphens a person types. */

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** @param bytes a multiple of 5 bytes, so that no bits are left over */
export function toBase32(bytes: Uint8Array): string {
  if (bytes.length % 5 !== 0) throw new RangeError("Not a multiple of 5 bytes.");
  let text = "";
  for (let i = 0; i < bytes.length; i += 5) {
    const group = Buffer.from(bytes.subarray(i, i + 5)).readUIntBE(0, 5);
    for (let shift = 35; shift >= 0; shift -= 5) text += alphabet.charAt(Math.floor(group / 2 ** shift) % 32);
  }
  return text;
}

/** As it is compared: capitals, without spaces and hyphens, look-alikes replaced. */
export const plainBase32 = (text: string): string => text.toUpperCase().replace(/[\s-]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");

/** Undefined when a character is none of the alphabet or the length is not a multiple of 8 characters. */
export function fromBase32(text: string): Buffer | undefined {
  const plain = plainBase32(text);
  if (plain.length % 8 !== 0) return undefined;
  const bytes = Buffer.alloc((plain.length / 8) * 5);
  for (let i = 0; i < plain.length; i += 8) {
    let group = 0;
    for (const letter of plain.slice(i, i + 8)) {
      const value = alphabet.indexOf(letter);
      if (value < 0) return undefined;
      group = group * 32 + value;
    }
    bytes.writeUIntBE(group, (i / 8) * 5, 5);
  }
  return bytes;
}

/** In groups of four characters, for print. */
export const grouped = (text: string): string => (text.match(/.{1,4}/g) ?? []).join("-");
