const label = "bastide offline 1";
const nonceLength = 12;

/** Made for one sign-in; no script can read it out. */
export const makeKey = (): Promise<CryptoKey> => crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);

/** Where a sealed text belongs: it opens for this account and in this slot only. */
export interface Place {
  readonly account: string;
  readonly slot: string;
}

const encoder = new TextEncoder();
const additional = ({ account, slot }: Place) => encoder.encode(JSON.stringify([label, account, slot]));

/** AES-256-GCM: `nonce (12) | ciphertext | tag (16)`. */
export async function seal(key: CryptoKey, place: Place, text: string): Promise<Uint8Array<ArrayBuffer>> {
  const iv = crypto.getRandomValues(new Uint8Array(nonceLength));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: additional(place) }, key, encoder.encode(text));
  const whole = new Uint8Array(nonceLength + sealed.byteLength);
  whole.set(iv);
  whole.set(new Uint8Array(sealed), nonceLength);
  return whole;
}

/** Null when it doesn't open, whatever the reason. */
export async function open(key: CryptoKey, place: Place, sealed: Uint8Array<ArrayBuffer>): Promise<string | null> {
  try {
    const iv = sealed.subarray(0, nonceLength);
    const bytes = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: additional(place) }, key, sealed.subarray(nonceLength));
    return new TextDecoder().decode(bytes);
  } catch {
    return null;
  }
}
