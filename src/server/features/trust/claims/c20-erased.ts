import { randomBytes } from "../../../../crypto/index.ts";
import { FilePreview, FileText, textOf } from "../../files/index.ts";
import { createScopes } from "../../search/index.ts";
import { erasedChannelsAreGone } from "./c20-channel.ts";
import { piecesOf, standing } from "./c20-pieces.ts";
import type { ClaimContext } from "./context.ts";
import { defineClaim, type Finding } from "./define.ts";
import { binary, newFile, page, picture, type SampleFile } from "./sample-files.ts";
import { bodyOf } from "./visitor.ts";

interface Look {
  /** Pieces of its objects, its answers, its text and its hits: what is left of a file. */
  readonly objects: number;
  readonly answers: number;
  readonly texts: number;
  /** Small pictures in their rows. */
  readonly pictures: number;
  readonly hits: number;
  /** Documents that the index itself has of it. */
  readonly postings: number;
}

/** What a person who destroyed files would ask for. */
async function destroyedIsGone(context: ClaimContext): Promise<Finding> {
  const { probe, records, index } = context;
  const company = await probe();
  const { administrator: as, channel } = company;
  const scope = await createScopes(records)(company.company, null);
  const at = { company: company.company, channel };
  const word = `zq${randomBytes(12).toString("hex")}`;
  const made = [
    await newFile(company, as, channel, "gone.pdf", [page(word)]),
    await newFile(company, as, channel, "gone.png", [picture(48)]),
    await newFile(company, as, channel, "gone.bin", [binary(100_000), binary(70_000)]),
  ];
  const [paper, drawing] = made as [SampleFile, SampleFile, SampleFile];
  const shared = await company.request("createShare", { as, params: { ...at, file: paper.file }, body: {} });
  const token = new URL(bodyOf<{ url: string }>(shared).url).hash.slice("#token=".length);
  await company.settled();
  const needles = (await Promise.all(made.map((file) => piecesOf(context, company, as, file)))).flat();

  const look = async (): Promise<Look> => {
    const asked = [
      ...made.flatMap(({ file }) => ["getFile", "readFile", "listVersions"].map((name) => [name, file] as const)),
      ["showPreview", drawing.file] as const,
    ];
    let answers = 0;
    for (const [name, file] of asked) if ((await company.download(name as "readFile", { as, params: { ...at, file } })).status === 200) answers++;
    if ((await company.request("lookShare", { body: { token }, address: "probe-erased" })).status === 200) answers++;
    const texts = (await Promise.all(made.map(({ file }) => textOf(records, { ...at, file, number: 1 })))).filter((text) => text !== "");
    const row = await records.find(FileText, { ...at, file: paper.file, number: 1 });
    const pictures = await records.list(FilePreview, { ...at, file: drawing.file }, { limit: 10 });
    const reply = await company.request("search", { as, params: { company: at.company }, body: { text: word } });
    const found = await index.query(company.company, { all: [[scope.token(`=${word}`)]], none: [], by: "newest", limit: 10 });
    return {
      objects: await standing(context, ["objects"], needles),
      answers,
      texts: texts.length + (row?.text ? 1 : 0),
      pictures: pictures.filter(({ image }) => image !== "").length,
      hits: bodyOf<{ hits: unknown[] }>(reply).hits.length,
      postings: found.length,
    };
  };

  const before = await look();
  const looked = Object.values(before).reduce((sum, one) => sum + one, 0);
  // The control: all of it is there before.
  if (before.objects !== needles.length || before.answers !== 11 || before.texts !== 2 || before.pictures === 0 || before.hits === 0 || before.postings === 0)
    return { looked, ok: false, evidence: `Its control failed: before, ${JSON.stringify(before)} of ${needles.length} objects.` };
  const body = { files: made.map(({ file }) => file) };
  for (const name of ["trashFiles", "purgeFiles"] as const) {
    const { status } = await company.request(name, { as, params: at, body });
    if (status !== 200) return { looked, ok: false, evidence: `Its control failed: ${name} was answered ${status}.` };
  }
  await company.settled();
  const after = await look();
  await context.accounts.forgetGuesses("probe-erased", {});
  return {
    looked,
    ok: Object.values(after).every((left) => left === 0),
    evidence: `Three files, thrown away and destroyed: of ${before.objects} objects ${after.objects} are left on the disk, of ${before.answers} answers ${after.answers}, of their texts ${after.texts}, of ${before.pictures} small pictures ${after.pictures}, and ${after.hits} of ${before.hits} are found by their words, of which the index has ${after.postings} of ${before.postings} documents.`,
  };
}

export const erased = defineClaim({
  id: "C20",
  group: "how-do-i-leave",
  source: "privacy",
  sentence: {
    en: "An account can be deleted from the app, and its data with it.",
    fr: "Un compte peut être supprimé depuis l'application, et ses données avec lui.",
  },
  clauses: [
    {
      id: "C20a",
      sentence: "A file that is destroyed leaves no byte among the objects, no text and no small picture, opens by no share link, and is found by nobody.",
      where: "instance",
      check: destroyedIsGone,
    },
    { id: "C20b", sentence: "An account is deleted with all that it wrote, and a receipt says what remains where until when.", where: "later" },
    {
      id: "C20c",
      sentence: "A channel that is erased leaves no row, no word in the index and no byte of its files, and nothing that was copied before opens any more.",
      where: "instance",
      check: erasedChannelsAreGone,
    },
  ],
});
