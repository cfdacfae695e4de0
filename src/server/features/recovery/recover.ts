/**
 * `recover`: root comes back from the recovery kit, lost parts are made anew, and every wrapping key is wrapped under the
 * new root. Each step can be cut off and done again: until the last one, the kit opens the old root and the new.
 */
import { deriveRoot, KitError, openUnderKit, parseKit, randomKeyId, type RecordKey, wrapUnderKit } from "../../../crypto/index.ts";
import type { Config } from "../../config/index.ts";
import { openKeyRow, rootRecordKey, sealKeyRow, WrappingKey } from "../../platform/keys/index.ts";
import { readPartMeta, renewParts, writePartMeta } from "../../platform/keys/parts.ts";
import type { RecordsPort } from "../../platform/records/port.ts";
import { readKit, writeKit } from "./recovery.service.ts";

const suite = 1;
const rootKeyIdName = "root-key-id";

/**
 * @returns how many wrapping keys were wrapped anew
 * @throws KitError for a mistyped kit or one of another store, PartError for a part that can't be made here
 */
export async function recover(port: RecordsPort, config: Config, installation: string, kitText: string): Promise<{ rewrapped: number }> {
  const kit = parseKit(kitText);
  const standing = await readKit(port);
  if (!standing || kit.installation !== installation || kit.id !== standing.kit.id) throw new KitError(null);
  const roots = new Map<number, RecordKey>();
  for (const { keyId, wrapped } of standing.kit.roots) {
    roots.set(keyId, rootRecordKey(openUnderKit(kit.key, Buffer.from(wrapped, "base64url")), installation, keyId, suite));
  }
  const parts = renewParts({ config, installation, ...(await readPartMeta(port)) });
  const root = deriveRoot(parts);
  const keyId = randomKeyId();
  const wrapped = Buffer.from(wrapUnderKit(kit.key, root)).toString("base64url");
  await writeKit(port, { ...standing.kit, roots: [...standing.kit.roots, { keyId, wrapped }] }, standing.bytes);
  const rewrapped = await rewrap(port, installation, (id) => roots.get(id), rootRecordKey(root, installation, keyId, suite));
  await writePartMeta(port, parts);
  const oldKeyId = await port.readMeta(rootKeyIdName);
  await port.writeMeta(rootKeyIdName, Buffer.from(String(keyId), "utf8"), oldKeyId);
  const now = await readKit(port);
  if (now) await writeKit(port, { ...now.kit, roots: [{ keyId, wrapped }] }, now.bytes);
  return { rewrapped };
}

async function rewrap(port: RecordsPort, installation: string, old: (keyId: number) => RecordKey | undefined, under: RecordKey): Promise<number> {
  let rewrapped = 0;
  for (const row of await port.list(WrappingKey.name, [installation], { limit: 1_000_000 })) {
    const sealed = openKeyRow(WrappingKey, installation, row, (keyId) => (keyId === under.keyId ? under : old(keyId))) as { key: string };
    const claim = await port.claim(sealKeyRow(WrappingKey, installation, [...row.key], [...row.clear], row.version + 1, sealed, under), row.version);
    if (claim.status === "held") rewrapped++;
  }
  return rewrapped;
}
