import { join } from "node:path";
import { blindToken, randomBytes, secretKeyFrom, sha256 } from "../../../../crypto/index.ts";
import type { Token } from "../../../platform/search-index/index.ts";
import { createScopes, entriesOf } from "../../search/index.ts";
import { leakage } from "./c16-leakage.ts";
import type { ClaimContext } from "./context.ts";
import { defineClaim, type Finding } from "./define.ts";
import type { Probe } from "./probe.ts";
import { filesBelow, scanLive } from "./scan/files.ts";
import { Needle } from "./scan/needle.ts";
import { bodyOf } from "./visitor.ts";

/** Letters alone, which no stemmer shortens: nobody ever wrote it. */
const newWord = (): string => `${Array.from(randomBytes(14), (byte) => "bcdfghjklmnpqrtvwxz"[byte % 19]).join("")}q`;
const newWords = (count: number): string[] => Array.from({ length: count }, newWord);

/** What people write everywhere: the thief's dictionary, beside the very words that were said. */
const dictionary =
  "hello thanks meeting budget password invoice salary contract customer project release server secret lawyer doctor merci réunion facture danke rechnung gracias factura grazie fattura".split(
    " ",
  );

async function say(probe: Probe, channel: string, text: string): Promise<string> {
  const { company, administrator: as } = probe;
  return bodyOf<{ ref: string }>(await probe.request("postMessage", { as, params: { company, channel }, body: { text } })).ref;
}

async function newRoom(probe: Probe): Promise<string> {
  const { company, administrator: as } = probe;
  return bodyOf<{ id: string }>(await probe.request("createChannel", { as, params: { company }, body: { name: newWord(), kind: "private" } })).id;
}

async function tokensIn({ records, index }: ClaimContext, company: string): Promise<Set<Token>> {
  const tokens = new Set<Token>();
  for await (const entry of entriesOf(records, index, company)) for (const token of entry.tokens) tokens.add(token);
  return tokens;
}

/** Which of the needles lie in the company's part of the index, as bytes on the disk. */
async function onDisk({ premises, pace, signal }: ClaimContext, company: string, needles: readonly Needle[]): Promise<Set<string>> {
  const folder = premises.folders.find(({ what }) => what === "search index")?.path ?? "";
  const found = new Set<string>();
  for (const file of await filesBelow(folder))
    if (file.startsWith(join(folder, company))) for (const { needle } of await scanLive(file, needles, pace, signal)) found.add(needle);
  return found;
}

/** An index may keep but the ending of a token that begins as the one before it. */
const endingOf = (token: Token): Needle => Needle.text(token, token.slice(4));

/** What a word could have become without a key: itself, its plain hash, its hash under keys that anybody can think of. */
function guessesOf(word: string, ids: readonly string[]): Token[] {
  const keys = [new Uint8Array(32), ...ids.map((id) => sha256(id))].map((bytes) => secretKeyFrom(Buffer.from(bytes)));
  const cut = (bytes: Uint8Array) =>
    Buffer.concat([bytes, Buffer.alloc(8)])
      .subarray(0, 8)
      .toString("hex");
  return [word, `=${word}`, `~${word}`].flatMap((term) => [
    cut(Buffer.from(term, "utf8")),
    cut(Buffer.from(sha256(term))),
    ...keys.map((key) => cut(Buffer.from(blindToken(key, "search", term), "base64url"))),
  ]);
}

async function noWordWithoutAKey(context: ClaimContext): Promise<Finding> {
  const { records, probe } = context;
  const company = await probe();
  const words = [...newWords(20), ...dictionary];
  await say(company, company.channel, words.join(" "));
  await say(company, await newRoom(company), words.join(" "));
  await company.settled();
  const tokens = await tokensIn(context, company.company);
  const scope = await createScopes(records)(company.company, null);
  const plain = await onDisk(
    context,
    company.company,
    words.filter((word) => word.length > 6).map((word) => Needle.text(word, word)),
  );
  // The control: with the key, every word's token is among those of the index, and its bytes are seen on the disk.
  const real = words.slice(0, 20).map((word) => scope.token(`=${word}`));
  const seen = await onDisk(context, company.company, real.map(endingOf));
  if (!real.every((token) => tokens.has(token)) || seen.size < real.length / 2)
    return { looked: tokens.size, ok: false, evidence: "Its control failed: what was said is not found in the index with the key." };
  const guesses = words.flatMap((word) => guessesOf(word, [company.company, company.channel, records.installation]));
  const hits = guesses.filter((guess) => tokens.has(guess)).length;
  return {
    looked: guesses.length + words.length,
    ok: hits === 0 && plain.size === 0,
    evidence: `${words.length} words were said in two channels, which made ${tokens.size} tokens. In the index's bytes ${plain.size} of the words stand; of ${guesses.length} guesses from a dictionary that has them all, without the key, ${hits} are tokens of it.`,
  };
}

async function keysAreApart(context: ClaimContext): Promise<Finding> {
  const { records, index, probe, spoilt } = context;
  const [company, other] = [await probe(), await spoilt()];
  const [room, elsewhere] = [await newRoom(company), await newRoom(company)];
  const words = newWords(10);
  await say(company, room, words.join(" "));
  await company.settled();
  const scopeOf = createScopes(records);
  const under = async (owner: string, channel: string | null) => {
    const scope = await scopeOf(owner, channel);
    const hits = await Promise.all(words.map((word) => index.query(company.company, { all: [[scope.token(`=${word}`)]], none: [], by: "newest", limit: 5 })));
    return hits.filter((found) => found.length > 0).length;
  };
  const own = await under(company.company, room);
  if (own !== words.length)
    return { looked: words.length, ok: false, evidence: `Its control failed: with the channel's own key ${own} of ${words.length} words are found.` };
  const [company_, channel, foreign] = [await under(company.company, null), await under(company.company, elsewhere), await under(other.company, null)];
  return {
    looked: words.length * 4,
    ok: company_ + channel + foreign === 0,
    evidence: `Of ${words.length} words said in a private channel, that channel's key finds ${own}, the company's ${company_}, another private channel's ${channel}, another company's ${foreign}.`,
  };
}

async function nothingIsLeft(context: ClaimContext): Promise<Finding> {
  const { records, index, probe } = context;
  const company = await probe();
  const [edited, deleted] = [newWords(12), newWords(12)];
  const [a, b] = [await say(company, company.channel, edited.join(" ")), await say(company, company.channel, deleted.join(" "))];
  await company.settled();
  const scope = await createScopes(records)(company.company, null);
  const tokens = [...edited, ...deleted].map((word) => scope.token(`=${word}`));
  const before = await onDisk(context, company.company, tokens.map(endingOf));
  if (before.size < tokens.length / 2)
    return { looked: before.size, ok: false, evidence: "Its control failed: what was said was not seen in the index's bytes before it was deleted." };
  const at = { as: company.administrator, params: { company: company.company, channel: company.channel } };
  await company.request("editMessage", { ...at, params: { ...at.params, message: a }, body: { text: "It says something else now." } });
  await company.request("deleteMessage", { ...at, params: { ...at.params, message: b } });
  await company.settled();
  const after = await onDisk(context, company.company, tokens.map(endingOf));
  // What a database remembers of a page it may write again.
  await say(company, company.channel, newWord());
  await company.settled();
  const later = await onDisk(context, company.company, tokens.map(endingOf));
  const left = tokens.length - (await index.unknown(company.company, scope.vocabulary, tokens)).length;
  return {
    looked: tokens.length,
    ok: after.size + later.size === 0 && left === 0,
    evidence: `Of ${tokens.length} tokens of an edited and a deleted message, ${before.size} were seen in the index's bytes before, ${after.size} after, ${later.size} when something else had been said; ${left} of their words are left in the vocabulary.`,
  };
}

export const stolenIndex = defineClaim({
  id: "C16",
  group: "who-can-read",
  source: "privacy",
  sentence: {
    en: "A stolen search index tells no word of the content.",
    fr: "Un index de recherche volé ne livre aucun mot du contenu.",
  },
  clauses: [
    { id: "C16a", sentence: "No word stands in it, and without the key no dictionary finds one.", where: "instance", check: noWordWithoutAKey },
    { id: "C16b", sentence: "The key of a company or of a private channel finds nothing of another.", where: "instance", check: keysAreApart },
    { id: "C16c", sentence: "What is edited or deleted is gone from its bytes.", where: "instance", check: nothingIsLeft },
    {
      id: "C16d",
      sentence: `What it gives away all the same is measured: of ${leakage.documents} messages of which the thief knows half, ${leakage.recovered.map(({ by, tokens }) => `${tokens} % of the tokens by ${by}`).join("; ")}.`,
      where: "lab",
    },
  ],
});
