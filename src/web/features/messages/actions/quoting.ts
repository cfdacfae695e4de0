/** Words of another message address nobody again: an invisible joiner takes the `@` apart from its name. */
export const quiet = (text: string): string => text.replace(/(?<![\p{L}\p{M}\p{N}_])@(?=[\p{L}\p{N}])/gu, "@\u2060");

/** As a quote in Markdown, line by line. */
export const quoted = (text: string): string =>
  quiet(text)
    .split("\n")
    .map((line) => (line === "" ? ">" : `> ${line}`))
    .join("\n");

interface Said {
  readonly text: string;
  readonly name: string;
  readonly when: string;
  readonly link: string;
}

/** A post that hands on what others said: a word of one's own, each text as a quote, and by whom, when and where. */
export function forwarded(said: readonly Said[], note: string): string {
  const parts = said.map(({ text, name, when, link }) => `${quoted(text)}\n\n— ${quiet(name).replace(/[\\[\]*_`~<>]/g, "\\$&")}, [${when}](${link})`);
  return [note.trim(), ...parts].filter(Boolean).join("\n\n");
}

/** Several messages as one text to paste elsewhere. */
export const together = (said: readonly Said[]): string => said.map(({ text, name, when }) => `**${name}**, ${when}\n\n${text}`).join("\n\n");
