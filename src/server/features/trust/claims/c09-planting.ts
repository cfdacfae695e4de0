/** Puts one canary into every sealed field of the probe, and into what its requests carry. */
import { randomBytes, randomKeyId, randomUUID } from "../../../../crypto/index.ts";
import { DataKey, KeySet, sealKeyRow } from "../../../platform/keys/index.ts";
import type { AnyRecord } from "../../../platform/records/define.ts";
import { Account, Credential } from "../../accounts/index.ts";
import type { Canaries } from "./canaries.ts";
import type { ClaimContext } from "./context.ts";
import { keyTables, type Place, sampleFields, store, variants } from "./plant.ts";
import type { Probe } from "./probe.ts";
import { binary, bring, newFile, page } from "./sample-files.ts";
import { Needle } from "./scan/needle.ts";
import { bodyOf } from "./visitor.ts";

export async function plantRows(context: ClaimContext, probe: Probe, canaries: Canaries): Promise<void> {
  const { records, clock } = context;
  const place: Place = { company: probe.company, account: randomUUID(), now: clock.now() };
  const own: Record<string, () => object> = {
    [Account.name]: () => ({ name: `${probe.newName()} ${canaries.text("account.name")}` }),
    // A hash that can't be read would spoil another claim's figures: it says what it is, in its own alphabet.
    [Credential.name]: () => ({
      phc: `$argon2id$v=19$m=65536,t=3,p=1$${randomBytes(16).toString("base64").replaceAll("=", "")}$${canaries.text("credential.phc")}`,
    }),
  };
  // First the account that the others name: by its own name the run finds it, and by its id all of them.
  const sealed = records.records.filter((record) => record.sealed !== null && !keyTables.has(record.name));
  for (const record of [Account, ...sealed.filter((one) => one !== Account)] as AnyRecord[]) {
    for (let variant = 0; variant < variants(record); variant++) {
      const fields = sampleFields(record, place, canaries.fill(record.name), variant);
      Object.assign(fields, own[record.name]?.());
      await store(records, record, fields);
    }
  }
  await plantKeys(context, probe, canaries);
}

/** Key rows can't hold a text of our choice: their canaries are 32 bytes of base64url, in rows that open nothing. */
async function plantKeys({ records, clock }: ClaimContext, { company }: Probe, canaries: Canaries): Promise<void> {
  const under = records.keys.ring.wrapping(company);
  if (!under) throw new Error("the probe has no wrapping key");
  const now = clock.now();
  const keyId = randomKeyId();
  const members = [
    { kind: canaries.text("keySet.members[].kind"), id: canaries.uuid("keySet.members[].id"), version: canaries.number("keySet.members[].version") },
  ];
  await records.port.claim(sealKeyRow(KeySet, company, [company, keyId % 16, keyId], [now], 1, { suite: 1, members }, under), 0);
  const owner = randomUUID();
  const slot = Number.parseInt(owner.slice(0, 8), 16) % 16;
  await records.port.claim(
    sealKeyRow(DataKey, company, [company, slot, owner, "channel", 1], ["retired", now], 1, { key: canaries.text("dataKey.key") }, under),
    0,
  );
  // The wrapping key's own table is searched for the keys that are in use.
  canaries.text("wrappingKey.key");
}

/** What lies in the search index beside its tokens: as a document's, and as a word's. */
export async function plantBeside({ records, index, clock }: ClaimContext, { company, administrator }: Probe, canaries: Canaries): Promise<void> {
  const place: Place = { company, account: administrator.account, now: clock.now() };
  const digest = () => randomBytes(32).toString("base64url");
  const token = () => randomBytes(8).toString("hex");
  for (const record of records.beside) {
    for (let variant = 0; variant < variants(record); variant++) {
      const beside = await records.sealBeside(record, sampleFields(record, place, canaries.fill(record.name), variant) as never);
      const [vocabulary, word] = [digest(), token()];
      await index.change(company, [
        { learn: { vocabulary, token: word, beside } },
        { put: { at: clock.now(), source: digest(), tokens: [word, token()], beside } },
      ]);
    }
  }
}

/**
 * Says every kind of text to the server as a person would, wrong passwords and words searched for included.
 * @returns what of the answers must stand nowhere either
 */
export async function plantRequests({ accounts }: ClaimContext, probe: Probe, canaries: Canaries): Promise<Needle[]> {
  const { company, channel, administrator: as } = probe;
  const at = { company, channel };
  const text = (where: string) => canaries.text(`request ${where}`);
  const headers = { "user-agent": text("user-agent"), "x-forwarded-for": text("x-forwarded-for"), "idempotency-key": text("idempotency-key") };
  const login = text("login");
  probe.log("The canaries' requests begin.");
  const guess = { headers, address: "probe-canary" };
  await probe.request("signIn", { body: { login, password: text("password") }, ...guess });
  await probe.request("acceptInvite", { body: { token: text("token"), account: { name: text("name"), password: text("password") } }, ...guess });
  await probe.request("redeemReset", { body: { token: text("token"), password: text("password") }, ...guess });
  await accounts.forgetGuesses(guess.address, { login });
  await probe.request("postMessage", { as, params: at, body: { text: `${text("message")} :tada: <b>` }, headers });
  await probe.request("editMessage", { as, params: { ...at, message: "1" }, body: { text: text("edit") } });
  await probe.request("react", { as, params: { ...at, message: "1" }, body: { emoji: `:${text("emoji").slice(0, 60)}:`, on: true } });
  await probe.request("updateChannel", { as, params: at, body: { topic: text("topic") } });
  await probe.request("createChannel", { as, params: { company }, body: { name: text("channel"), kind: "private", topic: text("topic") } });
  await probe.request("createTeam", { as, params: { company }, body: { name: text("team") } });
  await probe.request("updateMyProfile", { as, params: { company }, body: { name: text("name"), handle: "probe", title: text("title") } });
  await probe.request("findPeople", { as, params: { company }, body: { words: text("words") } });
  await probe.request("browseChannels", { as, params: { company }, body: { words: text("words") } });
  await probe.request("search", { as, params: { company }, body: { text: `${text("question")} "${text("phrase")}" -${text("not")}`, typing: true } });
  const secrets = await plantFiles(probe, canaries);
  await accounts.forgetGuesses(guess.address, {});
  // What does not fit is refused, and must not be quoted on the way out.
  await probe.request("postMessage", { as, params: at, body: { text: [text("wrong shape")] } });
  await probe.request("getMessage", { as, params: { ...at, message: text("ref") } });
  await probe.request("search", { as, params: { company }, body: { text: [text("wrong question")] } });
  return secrets;
}

/**
 * Names of files, what a client says of an upload, a text that is drawn out of a file and found by, a share link with a
 * password. The bytes of files are the claim of the object storage.
 */
async function plantFiles(probe: Probe, canaries: Canaries): Promise<Needle[]> {
  const { company, channel, administrator: as } = probe;
  const at = { company, channel };
  const text = (where: string) => canaries.text(`file ${where}`);
  const { file } = await newFile(probe, as, channel, `${text("name")}.pdf`, [page(`${text("text")} ${canaries.inClear}`)]);
  const attached = await bring(probe, as, [binary(3000)], text("metadata"));
  await probe.request("postMessage", { as, params: at, body: { text: text("message with a file"), files: [{ upload: attached, name: text("attachment") }] } });
  await probe.request("createFolder", { as, params: at, body: { name: text("folder") } });
  await probe.request("changeFile", { as, params: { ...at, file }, body: { name: `${text("renamed")}.pdf` } });
  const password = text("password");
  const shared = await probe.request("createShare", { as, params: { ...at, file }, body: { password } });
  const token = new URL(bodyOf<{ url: string }>(shared).url).hash.slice("#token=".length);
  const headers = { "user-agent": text("user-agent of a reader") };
  for (const body of [
    { token, password },
    { token: `bsh_${text("token")}`, password: text("wrong password") },
  ])
    await probe.download("readShare", { body, headers, address: "probe-canary" });
  return [Needle.bytes("link", Buffer.from(token, "latin1"))];
}
