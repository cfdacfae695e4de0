import { readSetting } from "../../app/settings.ts";
import type { KeptChannel, KeptIndex, KeptState } from "./kept.ts";
import { makeKey, open, seal } from "./seal.ts";
import { type KeptKey, putKey, readKey, readSlot, writeSlots } from "./shelf.ts";

declare const __SHAPE__: string;
/** Changes with what the contract says about the rows that are kept: what another build wrote is opened only where it means the same. */
const shape = __SHAPE__;

/** Keys that can't be read out, and locks, exist only on pages that came by HTTPS (or from this machine). */
export const canKeep = (): boolean => "locks" in navigator && "indexedDB" in globalThis && "subtle" in crypto;
/** The reader's choice for this device. */
export const mayKeep = (): boolean => readSetting("offline") !== "off";

export const indexOf = (channels: KeptIndex["channels"]): KeptIndex => ({ shape, channels });

/** The script that this page begins with: another build's has another name. */
export const pageEntry = (): string => document.querySelector<HTMLScriptElement>("script[type=module]")?.src ?? "";

/** The key of this account's sign-in; of another account nothing stays. */
export async function keyOf(account: string): Promise<KeptKey> {
  const present = await readKey();
  if (present?.account === account) return present;
  const key = { id: crypto.randomUUID(), account, key: await makeKey() };
  await putKey(key);
  return key;
}

async function read<T>({ account, key }: KeptKey, slot: string): Promise<T | null> {
  const sealed = await readSlot(slot);
  const text = sealed && (await open(key, { account, slot }, sealed));
  return text ? (JSON.parse(text) as T) : null;
}

/** Null when there is none, or none that this build can read: then nothing else is read either. */
export async function readIndex(key: KeptKey): Promise<KeptIndex | null> {
  const index = await read<KeptIndex>(key, "index");
  return index?.shape === shape ? index : null;
}
export const readState = (key: KeptKey): Promise<KeptState | null> => read<KeptState>(key, "state");
export const readChannel = (key: KeptKey, slot: string): Promise<KeptChannel | null> => read<KeptChannel>(key, slot);

export interface Change {
  readonly index: KeptIndex;
  readonly state: KeptState;
  /** By slot. */
  readonly channels: ReadonlyMap<string, KeptChannel>;
}

/** @returns false when somebody signed out meanwhile: then nothing is written */
export async function write(key: KeptKey, { index, state, channels }: Change): Promise<boolean> {
  const texts = new Map<string, object>([["index", index], ["state", state], ...channels]);
  const put = new Map<string, Uint8Array>();
  for (const [slot, value] of texts) put.set(slot, await seal(key.key, { account: key.account, slot }, JSON.stringify(value)));
  return writeSlots(key, put, new Set([...texts.keys(), ...index.channels.map(({ slot }) => slot)]));
}
