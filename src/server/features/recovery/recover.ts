/**
 * `recover`: root comes back from the recovery kit, lost parts are made anew, and every wrapping key is wrapped under the
 * new root. Each step can be cut off and done again: until the last one, the kit opens the old root and the new. What tells
 * a start which parts to expect is written after all that those parts must open, so that a start in between refuses a part.
 */
import { deriveRoot, KitError, openUnderKit, parseKit, type RecordKey, randomKeyId, type SecretKey, wrapUnderKit } from "../../../crypto/index.ts";
import type { Config } from "../../config/index.ts";
import { openKeyRow, rootRecordKey, sealKeyRow, WrappingKey } from "../../platform/keys/index.ts";
import { readPartMeta, renewParts, rootKeyIdName, writePartMeta } from "../../platform/keys/parts.ts";
import { type RecordsPort, StoreUnavailable } from "../../platform/records/port.ts";
import { readKit, StoredKit, writeKit } from "./recovery.service.ts";

const suite = 1;

/**
 * The roots that a store keeps under its kit, by their key ids: one, and while it is being replaced the new one, too.
 * @param stored the kit as the store's meta holds it
 * @throws KitError for a mistyped kit or one of another store
 */
export function openKit(kitText: string, installation: string, stored: StoredKit | string): Map<number, SecretKey> {
  const kit = parseKit(kitText);
  const { id, roots } = typeof stored === "string" ? StoredKit.parse(JSON.parse(stored)) : stored;
  if (kit.installation !== installation || kit.id !== id) throw new KitError(null);
  return new Map(roots.map(({ keyId, wrapped }) => [keyId, openUnderKit(kit.key, Buffer.from(wrapped, "base64url"))]));
}

/**
 * @returns how many wrapping keys were wrapped anew: none when no part was lost
 * @throws KitError for a mistyped kit or one of another store, PartError for a part that can't be made here
 */
export async function recover(port: RecordsPort, config: Config, installation: string, kitText: string): Promise<{ rewrapped: number }> {
  const standing = await readKit(port);
  if (!standing) throw new KitError(null);
  const roots = openKit(kitText, installation, standing.kit);
  const parts = renewParts({ config, installation, ...(await readPartMeta(port)) });
  const root = deriveRoot(parts);
  const oldKeyId = await port.readMeta(rootKeyIdName);
  const current = Number(Buffer.from(oldKeyId ?? []).toString("utf8"));
  if (roots.get(current)?.equals(root)) {
    await keepOnly(port, current);
    return { rewrapped: 0 };
  }
  const keyId = randomKeyId();
  const wrapped = Buffer.from(wrapUnderKit(parseKit(kitText).key, root)).toString("base64url");
  await writeKit(port, { ...standing.kit, roots: [...standing.kit.roots, { keyId, wrapped }] }, standing.bytes);
  const keyOf = (id: number) => (roots.has(id) ? rootRecordKey(roots.get(id) as SecretKey, installation, id, suite) : undefined);
  const rewrapped = await rewrap(port, installation, keyOf, rootRecordKey(root, installation, keyId, suite));
  if (!(await port.writeMeta(rootKeyIdName, Buffer.from(String(keyId), "utf8"), oldKeyId)))
    throw new StoreUnavailable("Another process wrote the store's key facts.");
  await writePartMeta(port, parts);
  await keepOnly(port, keyId);
  return { rewrapped };
}

/** Of the roots under the kit, those that nothing is wrapped under any more go. */
async function keepOnly(port: RecordsPort, keyId: number): Promise<void> {
  const standing = await readKit(port);
  if (!standing || standing.kit.roots.every((root) => root.keyId === keyId)) return;
  await writeKit(port, { ...standing.kit, roots: standing.kit.roots.filter((root) => root.keyId === keyId) }, standing.bytes);
}

async function rewrap(port: RecordsPort, installation: string, old: (keyId: number) => RecordKey | undefined, under: RecordKey): Promise<number> {
  const rows = await port.list(WrappingKey.name, [installation], { limit: 1_000_000 });
  for (const row of rows) {
    const sealed = openKeyRow(WrappingKey, installation, row, old) as { key: string };
    const claim = await port.claim(sealKeyRow(WrappingKey, installation, [...row.key], [...row.clear], row.version + 1, sealed, under), row.version);
    if (claim.status !== "held") throw new StoreUnavailable("Another process wrote the store's keys.");
  }
  return rows.length;
}
