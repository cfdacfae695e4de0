/** Emoji as reactions: the standard's sequences, and the short codes of imported ones whose pictures nobody has. */

const standard = /^\p{RGI_Emoji}$/v;
/** Newer or mixed sequences than this engine's table: still nothing but pictures, tones and joiners. */
const parts = /^[\p{Extended_Pictographic}\p{Emoji_Modifier}\u200d\ufe0f]+$/v;
const shortCode = /^:[a-z0-9_+'\-]{1,60}(::skin-tone-[2-6])?:$/v;

/** One emoji, with tones, flags and joined ones. */
export const isEmoji = (text: string): boolean =>
  standard.test(text) || (parts.test(text) && /\p{RGI_Emoji}/v.test(text) && [...new Intl.Segmenter("en").segment(text)].length === 1);

/** What can be a reaction: an emoji or `:name:`. */
export const isReaction = (text: string): boolean => isEmoji(text) || shortCode.test(text);

/** Keyboards differ in the invisible sign that asks for a picture (U+FE0F): equal emoji must be one reaction. */
export function sameEmoji(text: string): string {
  const bare = text.replaceAll("\ufe0f", "");
  return [text, bare, `${bare}\ufe0f`].find((form) => standard.test(form)) ?? text;
}
