interface Version {
  readonly id: string;
  readonly version: number;
}
const addressOf = (company: string, channel: string, id: string) =>
  `/api/companies/${encodeURIComponent(company)}/channels/${encodeURIComponent(channel)}/files/${encodeURIComponent(id)}`;

/** Where a file's bytes are; another version has another address. */
export const contentOf = (company: string, channel: string, { id, version }: Version) => `${addressOf(company, channel, id)}/content?version=${version}`;

/** Where its small picture is, wide enough for a message on a fine screen. */
export const previewOf = (company: string, channel: string, { id, version }: Version) =>
  `${addressOf(company, channel, id)}/preview?version=${version}&width=640`;

export type Look = "picture" | "sound" | "film" | "pages" | "text" | "none";

const looks: readonly (readonly [RegExp, Look])[] = [
  [/^image\/(png|jpeg|gif|webp|avif)$/, "picture"],
  [/^audio\/(mpeg|mp4|ogg|wav|flac|webm)$/, "sound"],
  [/^video\/(mp4|webm|quicktime)$/, "film"],
  [/^application\/pdf$/, "pages"],
  [/^text\/|json|xml|javascript/, "text"],
];
const texts = /\.(md|csv|log|ya?ml|toml|sql|sh|[jt]sx?|py|rs|go|c|h|java)$/i;
const boxed = /^(image\/(?!svg)|audio\/|video\/|font\/)|zip|officedocument|opendocument|pdf/;

/** How a file is shown inside of the app; the server says its type by its bytes. */
export const lookOf = ({ type, name }: { readonly type: string; readonly name: string }): Look =>
  looks.find(([pattern, look]) => pattern.test(type) && (look !== "text" || !boxed.test(type)))?.[1] ??
  (texts.test(name) && !boxed.test(type) ? "text" : "none");
