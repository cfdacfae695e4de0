import { deriveRoot, PartError, type RootParts, randomBytes, SealError } from "../../../../crypto/index.ts";
import { openKeyRow, rootRecordKey, WrappingKey } from "../../../platform/keys/index.ts";
import type { Row } from "../../../platform/records/port.ts";
import type { ClaimContext } from "./context.ts";
import { defineClaim, type Finding } from "./define.ts";
import { filesBelow, scanFile, scanLive } from "./scan/files.ts";
import { Needle } from "./scan/needle.ts";

const kinds = ["database", "installation", "configuration"] as const;

/** What might stand in for the missing part of one who has the other two. */
const guesses = (others: readonly Uint8Array[]): Uint8Array[] => [
  new Uint8Array(32),
  new Uint8Array(32).fill(255),
  randomBytes(32),
  ...others,
  new Uint8Array(0),
];

async function anyTwoOpenNothing({ records, premises, root, probe }: ClaimContext): Promise<Finding> {
  await probe();
  const parts = await premises.parts();
  const rows: Row[] = (await records.port.scan(WrappingKey.name, undefined, 20)).rows;
  const opens = (given: RootParts): number => {
    const key = rootRecordKey(deriveRoot(given), records.installation, root.keyId, 1);
    return rows.filter((row) => {
      try {
        openKeyRow(WrappingKey, records.installation, row, (keyId) => (keyId === root.keyId ? key : undefined));
        return true;
      } catch (error) {
        if (error instanceof SealError) return false;
        throw error;
      }
    }).length;
  };
  // The control: with all three every one of these rows opens.
  if (rows.length === 0 || opens(parts) !== rows.length)
    return { looked: rows.length, ok: false, evidence: "Its control failed: the three parts of this installation do not open its keys." };
  let looked = 0;
  let opened = 0;
  for (const missing of kinds) {
    for (const guess of guesses(kinds.filter((kind) => kind !== missing).map((kind) => parts[kind]))) {
      looked += rows.length;
      try {
        opened += opens({ ...parts, [missing]: guess });
      } catch (error) {
        if (!(error instanceof PartError)) throw error;
      }
    }
  }
  return {
    looked,
    ok: opened === 0,
    evidence: `${rows.length} wrapping keys: all open with the three parts; ${opened} of ${looked} tries with any two and a stand-in for the third did.`,
  };
}

async function apart({ premises, records, pace, signal }: ClaimContext): Promise<Finding> {
  const parts = await premises.parts();
  const store = new Set(await records.port.files());
  const places = { database: "data", installation: "state", configuration: "configuration" } as const;
  const wrong: string[] = [];
  let looked = 0;
  for (const { what, path } of premises.folders) {
    for (const file of await filesBelow(path)) {
      looked++;
      for (const kind of kinds) {
        const hits = await scanLive(file, [Needle.bytes(kind, parts[kind])], pace, signal);
        if (places[kind] !== what && hits.length > 0) wrong.push(`the ${kind} part lies in the ${what} folder`);
      }
    }
  }
  // The control: what is searched for is found where it belongs.
  const home = await Promise.all([...store].map((file) => scanFile(file, [Needle.bytes("database", parts.database)], pace, signal)));
  if (store.size > 0 && home.every((hits) => hits.length === 0))
    return { looked, ok: false, evidence: "Its control failed: the database part was not seen in the store itself." };
  return {
    looked,
    ok: wrong.length === 0,
    evidence:
      wrong.length === 0
        ? `${looked} files in ${premises.folders.length} folders: each part lies in its own place only.`
        : `${[...new Set(wrong)].join("; ")}.`,
  };
}

export const threeKeyParts = defineClaim({
  id: "C12",
  group: "who-can-read",
  source: "privacy",
  sentence: {
    en: "Keys are made of three parts that lie in three places: the database, the server's own folder, its configuration.",
    fr: "Les clés sont faites de trois parts, en trois lieux : la base, le dossier du serveur, sa configuration.",
  },
  clauses: [
    { id: "C12a", sentence: "Any two of the three parts open nothing.", where: "instance", check: anyTwoOpenNothing },
    { id: "C12b", sentence: "No part lies in the place of another.", where: "instance", check: apart },
  ],
});
