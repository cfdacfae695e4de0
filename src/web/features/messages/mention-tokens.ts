/** People by the handle that stands in the text. */
export type Mentions = Readonly<Record<string, string>>;

const uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
/** `@{person}` and `#{channel}` as messages hold them. */
export const token = new RegExp(`([@#])\\{(${uuid})\\}`, "g");
/** `@ana`, but not in `ana@example.org`. */
const handle = /(?<![\p{L}\p{N}_])@([\p{L}\p{M}\p{N}._-]+)/gu;

/** What was typed → what is stored: `@ana` becomes `@{id}` when Ana was completed in this text or is known by that handle. */
export function withTokens(text: string, mentions: Mentions, known: (handle: string) => string | undefined): string {
  const completed = Object.entries(mentions).sort(([a], [b]) => b.length - a.length);
  return outsideOfCode(text, (part) => {
    const first = completed.reduce((part, [sign, id]) => part.replace(standing(sign), `${sign[0]}{${id}}`), part);
    return first.replace(handle, (whole, name: string) => {
      const bare = name.replace(/[._-]+$/u, ""); // the stop at the end of a sentence
      const id = known(name.toLowerCase()) ?? known(bare.toLowerCase());
      if (!id) return whole;
      return `@{${id}}${known(name.toLowerCase()) ? "" : name.slice(bare.length)}`;
    });
  });
}

/** The sign by itself, not as a part of a longer word or address. */
function standing(sign: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}_])${sign.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")}(?![\\p{L}\\p{N}_])`, "gu");
}

/** What is stored → what can be edited. `named` gives the sign for an id, e.g. `@ana`; without one the token stays. */
export function withHandles(text: string, named: (kind: "@" | "#", id: string) => string | undefined): { text: string; mentions: Mentions } {
  const mentions: Record<string, string> = {};
  const shown = text.replace(token, (whole, kind: "@" | "#", id: string) => {
    const name = named(kind, id);
    if (!name) return whole;
    mentions[kind + name] = id;
    return kind + name;
  });
  return { text: shown, mentions };
}

function outsideOfCode(text: string, change: (part: string) => string): string {
  return text
    .split(/(```[\s\S]*?(?:```|$)|`[^`\n]*`)/)
    .map((part, i) => (i % 2 === 0 ? change(part) : part))
    .join("");
}
