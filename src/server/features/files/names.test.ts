/** What may be a name, of files and of all else: asked for over HTTP, and drawn by chance. */
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newChannel, newWorld, type World } from "../../../../tests/harness/world.ts";
import type { ApiError } from "../../../client/index.ts";
import { limits, shortText } from "../../../contract/common.ts";
import { FileName } from "../../../contract/files.ts";

const invisible = [
  "\u00ad",
  "\u034f",
  "\u115f",
  "\u180e",
  "\u200b",
  "\u200d",
  "\u2060",
  "\u2800",
  "\u3164",
  "\ufe0f",
  "\ufeff",
  "\u{e0041}",
  "\u00a0",
  "\u3000",
];
const unseen = fc.string({ unit: fc.constantFrom(...invisible), minLength: 1, maxLength: 20 });
const seen = fc.string({ unit: fc.constantFrom(..."aé字🙂あ한ש1_-."), minLength: 1, maxLength: 10 });
const problems = ({ error }: { error?: { issues: readonly { code: string; message: string }[] } | undefined }) =>
  error?.issues.map(({ code, message }) => (code === "custom" ? message : code)) ?? [];

test("what nobody sees is no name, what is seen stays one with anything around it", () => {
  fc.assert(
    fc.property(unseen, unseen, seen, (before, after, name) => {
      for (const kind of [shortText(limits.name), FileName]) {
        expect(["invisible", "too_small", "empty"]).toContain(problems(kind.safeParse(before))[0]); // spaces alone are nothing
        expect(problems(kind.safeParse(before + name + after))).toEqual([]);
      }
    }),
    { numRuns: 500 },
  );
  // Signs that are made of several stay whole.
  for (const name of ["👩🏽‍💻", "क्ष", "e\u0301", "🇫🇷"]) expect(FileName.parse(name)).toBe(name);
});

let world: World;
beforeAll(async () => {
  world = await newWorld();
});
afterAll(() => world.close());

test("it is refused over HTTP with the field that has it, and nothing is made", async () => {
  const { company } = world;
  const mia = await world.join(company, "member");
  const channel = (await newChannel(mia, company, "names")).id;
  const params = { company, channel };
  const folder = await mia.call("createFolder", { params, body: { name: "Plans\u200b", folder: "top" } });
  const fields = async (call: Promise<unknown>) =>
    call.then(
      () => "taken",
      ({ code, fields }: ApiError) => [code, fields],
    );
  const refused = ["invalid_request", [{ path: "body.name", problem: "invisible" }]];
  for (const name of ["\u200b", "\u2060\ufeff", "\u3164"]) {
    expect(await fields(mia.call("createFolder", { params, body: { name, folder: "top" } }))).toEqual(refused);
    expect(await fields(mia.call("changeFile", { params: { ...params, file: folder.id }, body: { name } }))).toEqual(refused);
    expect(await fields(mia.call("createChannel", { params: { company }, body: { name, kind: "public" } }))).toEqual(refused);
  }
  const { files } = await mia.call("listFiles", { params, query: { folder: "top" } });
  expect(files.map(({ name }) => name)).toEqual(["Plans\u200b"]);
});
