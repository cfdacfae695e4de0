import { expect, test } from "vitest";
import { permalinksIn } from "./permalinks.ts";

const company = "3f2a9c64-0d5e-4b7a-9a51-6f0d2b8c1e77";
const channel = "8b1d0c52-77aa-4e0e-8f43-0a9d5e6b7c88";
const origin = "https://b.example";
const link = (at: string, of = company) => `${origin}/c/${of}/channels/${channel}?${at}`;
const found = (text: string) => permalinksIn(text, company, origin);

test("bare addresses of messages of this workspace are found, each once", () => {
  expect(found(`see ${link("at=12")} and ${link("panel=thread:3&at=3.4")} and ${link("at=12")}`)).toEqual([
    { channel, ref: "12" },
    { channel, ref: "3.4" },
  ]);
});

test("others are not: another workspace, another site, behind words, in code, without a message", () => {
  expect(found(link("at=12", channel))).toEqual([]);
  expect(found(link("at=12").replace("b.example", "bxexample"))).toEqual([]);
  expect(found(`[words](${link("at=12")})`)).toEqual([]);
  expect(found(`\`${link("at=12")}\``)).toEqual([]);
  expect(found(link("panel=members"))).toEqual([]);
});
