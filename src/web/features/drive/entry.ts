import type { Endpoints, ReplyOf } from "../../../contract/index.ts";

/** A file or a folder as the server shows it. */
export type Entry = ReplyOf<Endpoints["getFile"]>;

/** A folder of a channel: `top`, `messages`, `trash`, or the id of one that people made. */
export interface Place {
  readonly company: string;
  readonly channel: string;
  readonly folder: string;
}

export const keyOf = ({ channel, folder }: Place): string => `${channel}/${folder}`;
export const isFolder = ({ kind }: Entry): boolean => kind === "folder";

export const previewOf = (company: string, { channel, id, version }: Entry, width: number): string =>
  `/api/companies/${company}/channels/${channel}/files/${id}/preview?version=${version}&width=${width}`;

/** Files and folders in one archive. */
export const zipOf = (company: string, channel: string, ids: readonly string[]): string =>
  `/api/companies/${company}/channels/${channel}/zip?files=${ids.join(",")}`;
