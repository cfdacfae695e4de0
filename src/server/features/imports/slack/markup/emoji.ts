import github from "emojibase-data/en/shortcodes/github.json" with { type: "json" };
import slack from "emojibase-data/en/shortcodes/iamcal.json" with { type: "json" };

type ShortcodeFile = Readonly<Record<string, string | readonly string[]>>;

/** Slack's own names first; GitHub's where Slack has none, for texts that came to Slack from elsewhere. */
const TABLE = readTables([slack, github]);

const SKIN_TONES: readonly string[] = ["1F3FB", "1F3FC", "1F3FD", "1F3FE", "1F3FF"];

function readTables(files: readonly ShortcodeFile[]): ReadonlyMap<string, string> {
  const table = new Map<string, string>();
  for (const file of files) {
    for (const [hex, names] of Object.entries(file)) {
      for (const name of typeof names === "string" ? [names] : names) if (!table.has(name)) table.set(name, fromHex(hex));
    }
  }
  return table;
}

/** The table leaves out the variation selector after a lone character that would otherwise show as text (UTS #51). */
function fromHex(hex: string): string {
  const emoji = String.fromCodePoint(...hex.split("-").map((code) => Number.parseInt(code, 16)));
  return hex.includes("-") || /^\p{Emoji_Presentation}/u.test(emoji) ? emoji : `${emoji}\uFE0F`;
}

/**
 * The emoji of a shortcode without its colons, as `wave` or `wave::skin-tone-3`; null when it isn't a standard one
 * (workspaces have their own, whose pictures an export doesn't hold).
 */
export function emojiOf(shortcode: string): string | null {
  const [name = "", tone] = shortcode.split("::skin-tone-");
  const plain = TABLE.get(name);
  if (plain === undefined) return null;
  const toneHex = tone === undefined ? undefined : SKIN_TONES[Number(tone) - 2];
  if (toneHex === undefined) return plain;
  const [first = "", ...rest] = [...plain];
  // A tone takes the place of the variation selector, right after the person.
  return [first, fromHex(toneHex), ...(rest[0] === "\uFE0F" ? rest.slice(1) : rest)].join("");
}

/** A reaction's emoji, or `:name:` when it isn't a standard one. */
export function reactionEmoji(shortcode: string): string {
  return emojiOf(shortcode) ?? `:${shortcode}:`;
}
