import { z } from "zod";
import { Counter, Id, Instant } from "./common.ts";
import { account, endpoint, guest, owner } from "./define.ts";
import { MessageRef } from "./messages.ts";

export const claimStates = ["proven", "proven in lab", "attested", "partly", "not true here", "nothing to check", "not here yet", "not run yet"] as const;
export const ClaimState = z.enum(claimStates);

export const ClauseResult = z.object({ id: z.string(), sentence: z.string(), state: ClaimState, looked: Counter, evidence: z.string() });
export const ClaimResult = z.object({
  id: z.string(),
  sentence: z.object({ en: z.string(), fr: z.string() }),
  /** As a reader groups them. */
  group: z.enum(["who-can-read", "who-can-get-in", "what-if-something-fails", "how-do-i-leave", "how-is-it-built"]),
  source: z.enum(["privacy", "practices", "both"]),
  state: ClaimState,
  /** "1 of 2" of `partly`. */
  detail: z.string(),
  at: Instant.nullable(),
  clauses: z.array(ClauseResult),
});

export const TrustRun = z.object({
  id: Id,
  startedAt: Instant,
  endedAt: Instant.nullable(),
  done: Counter,
  total: Counter,
  now: z.string(),
  proven: Counter,
  failing: Counter,
});

/** A run that is over, with the claims that it found in another state than the run before that looked at them. */
export const EndedRun = TrustRun.extend({ turned: z.array(z.object({ claim: z.string(), from: ClaimState, to: ClaimState })) });

/** A stored row as the disk holds it, with what its parts mean. */
export const StoredRow = z.object({
  type: z.string(),
  table: z.string(),
  key: z.array(z.object({ column: z.string(), kind: z.string(), value: z.string(), why: z.string() })),
  /** A null value is not for the caller: the account behind somebody else, which would tell where else he is. */
  clear: z.array(z.object({ column: z.string(), kind: z.string(), value: z.string().nullable(), why: z.string() })),
  version: Counter,
  envelope: z.array(z.object({ field: z.enum(["magic", "suite", "keyId", "schema", "nonce", "ciphertext", "tag"]), hex: z.string(), meaning: z.string() })),
  owners: z.array(z.object({ kind: z.string(), id: Id, version: Counter })),
  learns: z.object({ en: z.string(), fr: z.string() }),
});

const Hex = z.string().regex(/^([0-9a-f]{2})*$/);

/** An object of a file's version as it lies in the object storage. */
export const StoredObject = z.object({
  key: z.string(),
  bytes: Counter,
  header: z.array(z.object({ field: z.enum(["magic", "form", "chunkSize", "reserved", "salt", "commitment"]), hex: Hex })),
  chunks: Counter,
  /** The first chunks and the last one: how many bytes each has, how it begins, and its tag. */
  shown: z.array(z.object({ number: Counter, bytes: Counter, start: Hex, tag: Hex })),
});

export const StoredFile = z.object({
  row: StoredRow,
  /** Of its newest version; null for a folder. */
  version: StoredRow.nullable(),
  objects: z.array(StoredObject),
  /** Objects that are not shown. */
  more: Counter,
});

/** What the search index has of a message. */
export const StoredPostings = z.object({
  /** Whose key its tokens are made with. */
  scope: z.enum(["company", "channel"]),
  /** Its row number, which is its time, and the keyed hash that names it. */
  number: Counter,
  source: Hex,
  /** In the order in which they lie there, which says nothing. */
  tokens: z.array(Hex),
  /** What lies beside them. */
  envelope: StoredRow.shape.envelope,
  /** Rows of the vocabulary for words of the message, the first of them. */
  words: z.array(z.object({ token: Hex, bytes: Counter, start: Hex })),
});

export const trust = {
  listClaims: endpoint("GET", "/api/trust/claims", "Every claim with its last result on this instance.", account, {
    reply: z.object({ build: z.string(), claims: z.array(ClaimResult), run: TrustRun.nullable(), history: z.array(EndedRun) }),
  }),
  runClaims: endpoint("POST", "/api/trust/runs", "Runs the checks now, one run at a time. Installation owners.", owner, {
    body: z.object({
      claims: z
        .array(z.string().regex(/^C\d\d$/))
        .max(100)
        .optional(),
    }),
    audit: { action: "claims.run" },
    reply: TrustRun,
  }),
  listColumns: endpoint("GET", "/api/trust/columns", "Every stored column and why it is clear or sealed.", account, {
    reply: z.object({ columns: z.array(z.object({ table: z.string(), column: z.string(), kind: z.string(), sealed: z.boolean(), why: z.string() })) }),
  }),
  inspectMessage: endpoint(
    "GET",
    "/api/companies/:company/channels/:channel/messages/:message/stored",
    "The stored row of a message that the caller may open.",
    guest,
    {
      params: z.object({ company: Id, channel: Id, message: MessageRef }),
      reply: StoredRow,
    },
  ),
  inspectChannel: endpoint("GET", "/api/companies/:company/channels/:channel/stored", "The stored row of a channel that the caller may open.", guest, {
    params: z.object({ company: Id, channel: Id }),
    reply: StoredRow,
  }),
  inspectPostings: endpoint(
    "GET",
    "/api/companies/:company/channels/:channel/messages/:message/postings",
    "What the search index has of a message that the caller may open; null when nobody finds it.",
    guest,
    {
      params: z.object({ company: Id, channel: Id, message: MessageRef }),
      reply: z.object({ postings: StoredPostings.nullable() }),
    },
  ),
  inspectFile: endpoint(
    "GET",
    "/api/companies/:company/channels/:channel/files/:file/stored",
    "The stored rows of a file that the caller may open, and the sealed chunks of its newest version.",
    guest,
    {
      params: z.object({ company: Id, channel: Id, file: Id }),
      reply: StoredFile,
    },
  ),
  inspectPerson: endpoint("GET", "/api/companies/:company/people/:person/stored", "The stored row of a person that the caller may see.", guest, {
    params: z.object({ company: Id, person: Id }),
    reply: StoredRow,
  }),
};
