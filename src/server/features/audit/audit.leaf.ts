/** A leaf as it is hashed: one line of JSON over ids, codes and numbers only, so that it stays when persons are erased. docs/formats/audit-log.md */
import { leafHash, operationId, sha256 } from "../../../crypto/index.ts";
import type { ClearOf, KeyOf } from "../../platform/records/define.ts";
import type { AuditLeaf } from "./audit.records.ts";

export type Leaf = KeyOf<typeof AuditLeaf> & ClearOf<typeof AuditLeaf>;
export type Details = Readonly<Record<string, string>>;

/** The leaf's text; its bytes in UTF-8 are the entry of RFC 9162. */
export const leafText = (leaf: Leaf): string =>
  JSON.stringify([
    "bastide-leaf/1",
    leaf.company,
    leaf.leaf,
    leaf.at,
    leaf.phase,
    leaf.action,
    leaf.entry,
    leaf.intent,
    leaf.actor,
    leaf.session,
    leaf.object,
    leaf.subject,
    leaf.result,
    leaf.actorDetails,
    leaf.subjectDetails,
  ]);

export const hashOfLeaf = (leaf: Leaf): Buffer => leafHash(Buffer.from(leafText(leaf), "utf8"));

/** A salt that nobody can guess: the hash of an address alone would be the address to whoever tries them all. */
export const newSalt = (): string => operationId();

/** SHA-256 over salt and the details as JSON with sorted names, base64url. */
export const detailsDigest = (salt: string, details: Details): string =>
  sha256(
    Buffer.concat([Buffer.from(salt, "base64url"), Buffer.from(JSON.stringify(Object.entries(details).sort(([a], [b]) => (a < b ? -1 : 1))), "utf8")]),
  ).toString("base64url");
