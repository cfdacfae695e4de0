/** The browser's own database, in which everything but the name of the account is sealed. Sign-out deletes it whole. */
import { sealedName } from "../../cache/index.ts";

export interface KeptKey {
  /** Of this key: what was sealed under another one is not put beside it. */
  readonly id: string;
  readonly account: string;
  readonly key: CryptoKey;
}

let opening: Promise<IDBDatabase> | undefined;

function database(): Promise<IDBDatabase> {
  opening ??= new Promise((done, failed) => {
    const request = indexedDB.open(sealedName, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("keys");
      request.result.createObjectStore("slots");
    };
    request.onerror = () => {
      opening = undefined;
      failed(request.error);
    };
    request.onsuccess = () => {
      const db = request.result;
      const over = () => {
        opening = undefined;
        db.close();
      };
      db.onversionchange = over; // somebody signed out: nothing holds up the deletion
      db.onclose = over;
      done(db);
    };
  });
  return opening;
}

const answer = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
const ended = (work: IDBTransaction): Promise<void> =>
  new Promise((done, failed) => {
    work.oncomplete = () => done();
    work.onabort = () => failed(work.error);
  });

export async function readKey(): Promise<KeptKey | undefined> {
  const work = (await database()).transaction("keys");
  return (await answer(work.objectStore("keys").get("key"))) as KeptKey | undefined;
}

/** Begins anew: what was sealed under an earlier key goes with it. */
export async function putKey(key: KeptKey): Promise<void> {
  const work = (await database()).transaction(["keys", "slots"], "readwrite");
  work.objectStore("slots").clear();
  work.objectStore("keys").put(key, "key");
  await ended(work);
}

export async function readSlot(slot: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const work = (await database()).transaction("slots");
  return (await answer(work.objectStore("slots").get(slot))) as Uint8Array<ArrayBuffer> | undefined;
}

/** All or nothing; false when the key is no longer there: somebody signed out meanwhile. Slots outside of `names` go. */
export async function writeSlots(key: KeptKey, put: ReadonlyMap<string, Uint8Array>, names: ReadonlySet<string>): Promise<boolean> {
  const work = (await database()).transaction(["keys", "slots"], "readwrite");
  const done = ended(work);
  const present = (await answer(work.objectStore("keys").get("key"))) as KeptKey | undefined;
  const isOurs = present?.id === key.id;
  if (isOurs) {
    const slots = work.objectStore("slots");
    for (const [slot, sealed] of put) slots.put(sealed, slot);
    for (const slot of await answer(slots.getAllKeys())) if (!names.has(String(slot))) slots.delete(slot);
  }
  await done;
  return isOurs;
}
