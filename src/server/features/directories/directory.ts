/** What a directory is to those who work with it. */
import { blindToken } from "../../../crypto/index.ts";
import type { Fields, SealedStore } from "../../platform/records/sealed.ts";
import type { ConnectionRow } from "../connections/index.ts";
import type { Directory } from "./directories.records.ts";

export type DirectorySettings = Pick<
  Fields<typeof Directory>,
  "product" | "host" | "port" | "security" | "authorities" | "bindDn" | "bindPassword" | "base" | "filter" | "loginAttributes" | "groupRule" | "disabledFilter"
>;

/** A directory and the connection that it lets people in by. */
export interface OpenDirectory {
  readonly connection: ConnectionRow;
  readonly settings: DirectorySettings;
}

/** The keyed hash by which an entry is found again. @param subject the directory's own id of it */
export const entryOf = (records: SealedStore, connection: string, { subject }: { readonly subject: string }): string =>
  blindToken(records.keys.indexKey(records.installation), "directory-entry", connection, subject);
