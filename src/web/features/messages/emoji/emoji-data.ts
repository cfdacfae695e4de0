import i18next from "i18next";

export interface Emoji {
  readonly unicode: string;
  readonly label: string;
  /** Words that it is found by, in lower case without accents. */
  readonly words: readonly string[];
  readonly group: number;
  /** In the five tones of skin, light to dark. */
  readonly skins: readonly string[];
}

interface Compact {
  readonly hexcode: string;
  readonly unicode: string;
  readonly label: string;
  readonly tags?: readonly string[];
  readonly group?: number;
  readonly skins?: readonly { readonly unicode: string; readonly hexcode: string }[];
}
type ShortCodes = Readonly<Record<string, string | readonly string[]>>;

const load: Record<string, () => Promise<{ default: unknown }>> = {
  en: () => import("emojibase-data/en/compact.json"),
  fr: () => import("emojibase-data/fr/compact.json"),
};
const loaded = new Map<string, Promise<readonly Emoji[]>>();

/** Without accents and in lower case: `épée` is found by `epee`. */
export const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** All emoji with the reader's words, and the short codes that people know from elsewhere (`:smile:`) whatever the language. */
export function emojiOf(language: string = i18next.language): Promise<readonly Emoji[]> {
  const known = loaded.get(language) ?? read(language);
  loaded.set(language, known);
  known.catch(() => loaded.delete(language));
  return known;
}

async function read(language: string): Promise<readonly Emoji[]> {
  const [{ default: rows }, { default: codes }] = await Promise.all([
    (load[language] ?? load["en"])?.() ?? { default: [] },
    import("emojibase-data/en/shortcodes/github.json"),
  ]);
  const named = codes as ShortCodes;
  return (rows as readonly Compact[])
    .filter(({ group }) => group !== undefined && group !== 2) // 2: parts of others, such as hair
    .map(({ unicode, label, tags = [], group = 0, skins = [], hexcode }) => ({
      unicode,
      label,
      words: [...new Set([...[named[hexcode] ?? []].flat(), ...tags, label].map(plain))],
      group,
      skins: skins.filter(({ hexcode }) => isOneTone(hexcode)).map(({ unicode }) => unicode),
    }));
}

/** Of emoji with two people: both in the same tone. */
function isOneTone(hexcode: string): boolean {
  return new Set(hexcode.match(/1F3F[B-F]/g)).size === 1;
}

/** Best first: by the start of a name, then of a word in it, then anywhere. */
export function found(all: readonly Emoji[], query: string, most: number): readonly Emoji[] {
  const asked = plain(query).replaceAll("_", " ").trim();
  if (asked === "") return [];
  const ranked = all.flatMap((emoji) => {
    const ranks = emoji.words.map((word) => {
      const text = word.replaceAll("_", " ");
      if (text === asked) return 0;
      if (text.startsWith(asked)) return 1;
      return text.includes(` ${asked}`) ? 2 : text.includes(asked) ? 3 : 4;
    });
    const rank = Math.min(...ranks);
    return rank < 4 ? [{ emoji, rank }] : [];
  });
  return ranked
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({ emoji }) => emoji);
}

export const tones = ["none", "light", "mediumLight", "medium", "mediumDark", "dark"] as const;
export type Tone = (typeof tones)[number];

export function inTone({ unicode, skins }: Emoji, tone: Tone): string {
  return skins[tones.indexOf(tone) - 1] ?? unicode;
}
