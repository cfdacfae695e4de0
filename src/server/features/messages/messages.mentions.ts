const token = /@\{([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}/g;

/** Markdown without its code spans and fences: nobody is addressed from inside code. */
const withoutCode = (text: string): string => text.replace(/(^|\n)(`{3,}|~{3,})[^\n]*\n[\s\S]*?(\n\2|$)/g, "\n").replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, " ");

/** Ids of people and teams that a text addresses as `@{id}`, each once, in order. */
export const mentionedIn = (text: string): string[] => [...new Set([...withoutCode(text).matchAll(token)].map((match) => match[1] as string))];

/** Whether a text addresses everybody in the channel: `@channel`, `@here`, `@everyone`. */
export const addressesAll = (text: string): boolean => /(^|[\s(])@(channel|here|everyone)(?![\p{L}\p{N}_-])/u.test(withoutCode(text));
