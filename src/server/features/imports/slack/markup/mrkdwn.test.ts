import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MARKUP } from "../../../../../../tests/fixtures/slack-markup.ts";
import { renderBlocks } from "./blocks.ts";
import { type MarkupContext, Mentions } from "./context.ts";
import type { Dialect } from "./dialect.ts";
import { emojiOf } from "./emoji.ts";
import { HandleBook } from "./handles.ts";
import { toMarkdown } from "./mrkdwn.ts";

const ids = { $A: "U0000000", $B: "U0000001", $C: "C0000001" };
const handles = new HandleBook();
handles.add("person0", ids.$A);
handles.add("person1", ids.$B);
const context: MarkupContext = {
  personToken: (id) => (id === ids.$A || id === ids.$B ? `@{${id}}` : null),
  channelToken: (id) => (id === ids.$C ? `#{${id}}` : null),
  personName: (id) => id,
  handles,
};
const convert = (text: string, dialect: Dialect = "slack"): string => toMarkdown(text, dialect, context, new Mentions());
const fill = (text: string): string => text.replace(/\$[ABC]/g, (name) => ids[name as keyof typeof ids]);

/** Made of the very pieces that markup is made of, so that odd neighbours are common. */
const soup = fc
  .array(
    fc.constantFrom(
      ..."<>@#!|&*_~`:-^ \n\\[]()/.a7",
      "```",
      "&gt;",
      "&lt;",
      "&amp;",
      "<@U0000000>",
      "<#C0000001|x>",
      "<!here>",
      "<https://a.b|",
      "@person1",
      ":smile:",
      "• ",
      "é",
      "名",
      "😀",
      "\ud800",
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(""));
const anything = fc.oneof(soup, fc.string({ unit: "binary" }));
const dialects = fc.constantFrom<Dialect>("slack", "markdown");

describe("each piece of Slack's markup", () => {
  it.each(MARKUP)("$slack", ({ slack, markdown, mentions = [] }) => {
    const found = new Mentions();
    expect(toMarkdown(fill(slack), "slack", context, found)).toBe(fill(markdown));
    expect(found.list()).toEqual(mentions.map(([who, notify]) => ({ userRef: who === "a" ? ids.$A : ids.$B, notify })));
  });
});

describe("for any text", () => {
  it("the converter answers, and says only what it was told", () => {
    fc.assert(
      fc.property(anything, dialects, (text, dialect) => {
        const mentions = new Mentions();
        const out = toMarkdown(text, dialect, context, mentions);
        for (const { userRef } of mentions.list()) expect(out).toContain(`@{${userRef}}`);
      }),
      { numRuns: 3000 },
    );
  });

  it("no valid entity is left outside of code", () => {
    const word = fc.constantFrom("so", "then,", "(and)", "é.", "\n", "5*6", "_x_", "*y*");
    const entity = fc.constantFrom(
      "<@U0000000>",
      "<@U0000001|bob>",
      "<@U0NOBODY9>",
      "<#C0000001|general>",
      "<#C0000009>",
      "<!here>",
      "<!subteam^S01|@x>",
      "<https://a.example/x_y?z=1&amp;w>",
      "<https://a.example|label>",
      "<mailto:a@b.example>",
    );
    const text = fc.array(fc.oneof(word, entity), { maxLength: 30 }).map((parts) => parts.join(" "));
    fc.assert(
      fc.property(text, (source) => {
        expect(convert(source)).not.toMatch(/<(?:@|#|!|https?:|mailto:)|&(?:amp|lt|gt);/);
      }),
      { numRuns: 1000 },
    );
  });

  it("text between entities keeps every character", () => {
    const plain = fc.string({ unit: fc.constantFrom(..."abc éß名 .,;!?()[]{}#=+/\\'\"$%^0123\n") });
    fc.assert(
      fc.property(plain, plain, plain, (a, b, c) => {
        expect(convert(`${a} <@U0000000> ${b} <!here> ${c}`)).toBe(`${a} @{U0000000} ${b} @here ${c}`);
      }),
      { numRuns: 1000 },
    );
  });

  it("plain text passes unchanged, any number of times", () => {
    const plain = fc.string({ unit: fc.constantFrom(..."abc éß名 .,;!?()[]{}#=+/\\'\"$%^0123\n<>*_~&`") });
    fc.assert(
      fc.property(plain, (text) => {
        const once = convert(text, "markdown");
        expect(once).toBe(text);
        expect(convert(once, "markdown")).toBe(once);
      }),
      { numRuns: 1000 },
    );
  });

  it("Markdown's code keeps every character", () => {
    const inner = fc.string({ unit: fc.constantFrom(..."ab <>@#:|&;*\n"), minLength: 1 }).map((text) => `${text}@person1 :smile: <@U0000000>`);
    fc.assert(
      fc.property(inner, (text) => {
        for (const code of [`\`${text}\``, `\`\`\`js\n${text}\n\`\`\``, `~~~\n${text}\n~~~`]) expect(convert(code, "markdown")).toBe(code);
      }),
    );
  });

  it("blocks of any form never throw", () => {
    const kinds =
      "rich_text rich_text_section rich_text_list rich_text_quote rich_text_preformatted section header context image text link user emoji date mrkdwn".split(
        " ",
      );
    const { node } = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 6 },
        fc.jsonValue(),
        fc.record(
          {
            type: fc.constantFrom(...kinds),
            text: fc.oneof(soup, tie("node")),
            elements: fc.array(tie("node")),
            style: fc.jsonValue(),
            indent: fc.integer(),
            url: soup,
          },
          { requiredKeys: ["type"] },
        ),
      ),
    }));
    fc.assert(
      fc.property(fc.array(node), (blocks) => {
        const { text, rendered, unknown } = renderBlocks(blocks, context, new Mentions());
        expect(typeof text).toBe("string");
        expect(rendered + unknown).toBe(blocks.length);
      }),
    );
  });

  it("time grows with length only", () => {
    const pieces = ["<", "[", "`", "``` ", "*a ", "~", ":a", "@a.", "&gt;&gt;&gt;\n", "&gt; x\n", "`a`\n", "[a](", "https://", "@person1...", "~~~\n"];
    for (const piece of pieces) {
      const text = piece.repeat(Math.ceil(200_000 / piece.length));
      for (const dialect of ["slack", "markdown"] as const) {
        const started = performance.now();
        convert(text, dialect);
        expect(performance.now() - started, `${JSON.stringify(piece)} in ${dialect}`).toBeLessThan(3000);
      }
    }
  });
});

it("emoji of standard names, and of no other words", () => {
  expect([emojiOf("smile"), emojiOf("+1"), emojiOf("point_up::skin-tone-2"), emojiOf("relaxed")]).toEqual(["😄", "👍", "☝🏻", "☺️"]);
  expect([emojiOf("our_logo"), emojiOf("constructor"), emojiOf(""), emojiOf("smile::skin-tone-9")]).toEqual([null, null, null, "😄"]);
});
