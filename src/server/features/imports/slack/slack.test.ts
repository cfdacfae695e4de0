import { describe, expect, it } from "vitest";
import { generateExport } from "../../../../../tests/fixtures/slack-generator.ts";
import { sourceOf, zipOf } from "../../../../../tests/fixtures/slack-zip.ts";
import { type ImportedItem, type Inventory, openArchive, readMessages, type SlackArchive, scan } from "./index.ts";

const tokens = { personToken: (id: string) => `@{${id}}`, channelToken: (id: string) => `#{${id}}` };

async function read(zip: Buffer): Promise<{ archive: SlackArchive; inventory: Inventory; items: Map<string, ImportedItem[]> }> {
  const archive = await openArchive(sourceOf(zip));
  const inventory = await scan(archive);
  const items = new Map<string, ImportedItem[]>();
  for (const channel of inventory.channels) {
    const read: ImportedItem[] = [];
    for await (const item of readMessages(archive, inventory, channel, tokens)) read.push(item);
    items.set(channel.id, read);
  }
  return { archive, inventory, items };
}

const user = (id: string, name: string): object => ({ id, name });

describe("a Slack export with everything in it", () => {
  for (const seed of [1, 20, 300]) {
    it(`arrives field by field (seed ${seed})`, async () => {
      const { zip, expected } = await generateExport({ seed, people: 23, channels: 5, messages: 700 });
      const { inventory, items } = await read(zip);

      expect(inventory.dialect).toBe("slack");
      for (const channel of expected.channels) {
        const { messages, ...facts } = channel;
        expect(inventory.channels.find(({ id }) => id === channel.id)).toMatchObject(facts);
        expect(items.get(channel.id), channel.name ?? channel.id).toEqual(messages);
      }
      expect(inventory.channels).toHaveLength(expected.channels.length);
      const people = [...inventory.people.people.values()].map(({ id, kind, name, deleted }) => ({ id, kind, name, deleted }));
      expect(new Set(people)).toEqual(new Set(expected.people));
      expect(inventory.notRead).toEqual(["integration_logs.json"]);
    });
  }

  it("keeps books that balance: found = imported + left out, by reason", async () => {
    const { zip, expected } = await generateExport({ seed: 7, people: 12, channels: 3, messages: 200 });
    const { inventory } = await read(zip);
    expect(inventory.tally.counts()).toEqual(expected.counts);
  });

  it("gives the same twice, so that an interrupted import can go on", async () => {
    const { zip } = await generateExport({ seed: 9, people: 5, channels: 2, messages: 60 });
    expect((await read(zip)).items).toEqual((await read(zip)).items);
  });
});

describe("order and place", () => {
  const said = (ts: string, text: string): object => ({ type: "message", user: "U0000001", ts, text });

  it("merges day files that overlap, each ts once", async () => {
    const zip = await zipOf([
      ["users.json", JSON.stringify([user("U0000001", "ann")])],
      ["channels.json", JSON.stringify([{ id: "C0000001", name: "general" }])],
      ["general/2020-01-01.json", JSON.stringify([said("1577836800.000100", "a"), said("1577836999.000000", "d"), said("1577836900.000000", "b")])],
      ["general/2020-01-02.json", JSON.stringify([said("1577836950.000000", "c"), said("1577836900.000000", "b again"), said("1577839999.000000", "e")])],
    ]);
    const { items, inventory } = await read(zip);
    expect(items.get("C0000001")?.map(({ text }) => text)).toEqual(["a", "b", "c", "d", "e"]);
    expect(inventory.tally.count("messages")).toEqual({ found: 6, imported: 5, leftOut: { repeated: 1 } });
  });

  it("finds an export that was zipped one folder deeper", async () => {
    const zip = await zipOf([
      ["mine/users.json", "[]"],
      ["mine/channels.json", JSON.stringify([{ id: "C0000001", name: "general" }])],
      ["mine/general/2020-01-01.json", JSON.stringify([said("1577836800.000100", "hi")])],
      ["__MACOSX/mine/._users.json", "x"],
    ]);
    const { items } = await read(zip);
    expect(items.get("C0000001")).toMatchObject([{ text: "hi", authorRef: { kind: "unknown", id: "U0000001" } }]);
  });
});

describe("texts that are Markdown already", () => {
  const texts: readonly (readonly [string, string])[] = [
    ["*it* **bold** [a](http://a.example/@ann) http://b.example/x", "*it* **bold** [a](http://a.example/@ann) http://b.example/x"],
    ["<h1>raw</h1> & <bonfire name> <https://a.example/x>", "<h1>raw</h1> & <bonfire name> <https://a.example/x>"],
    ["@Ann-Lee: hi, see https://medium.com/@ann", "@{U0000001}: hi, see https://medium.com/@ann"],
    ["`@ann-lee` and\n```js\n@ann-lee :smile:\n```\n@ann-lee :smile:", "`@ann-lee` and\n```js\n@ann-lee :smile:\n```\n@{U0000001} 😄"],
    ["~~~\n@ann-lee\n~~~~\nan @ann-lee-like @ann-lee_", "~~~\n@ann-lee\n~~~~\nan @ann-lee-like @{U0000001}_"],
    ["> quoted `never closed @ann-lee", "> quoted `never closed @{U0000001}"],
    ["```\nnever closed @ann-lee", "```\nnever closed @ann-lee"],
    ["1 &lt; 2 stays", "1 &lt; 2 stays"],
    ["but <@U0000001> is *Slack's*", "but @{U0000001} is **Slack's**"],
  ];

  it("keep it; references, plain handles and emoji names are translated", async () => {
    const messages = texts.map(([text], index) => ({ type: "message", user: "U0000001", ts: `157783680${index}.000100`, text }));
    const zip = await zipOf([
      ["users.json", JSON.stringify([user("U0000001", "ann-lee")])],
      ["channels.json", JSON.stringify([{ id: "C0000001", name: "general" }])],
      ["general/2020-01-01.json", JSON.stringify(messages)],
    ]);
    const { inventory, items } = await read(zip);
    expect(inventory.dialect).toBe("markdown");
    expect(items.get("C0000001")?.map(({ text }) => text)).toEqual(texts.map(([, expected]) => expected));
  });
});
