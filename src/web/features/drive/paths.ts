import type { CompanyView, MyChannelRow } from "../../cache/index.ts";
import type { Place } from "./entry.ts";

export const drivePath = "/c/$company/drive/{-$place}/{-$folder}";

/** The reader's own conversation with himself, whose files are his own drive. */
export const ownChannel = (company: CompanyView): MyChannelRow | undefined =>
  [...company.channels.values()].find(({ kind, people }) => kind === "direct" && people.length === 0);

export const isShared = (row: MyChannelRow): boolean => row.shows === "files";

/** Where a folder stands in the addresses; one's own drive has a name there. */
export function paramsOf(company: CompanyView, { channel, folder }: Omit<Place, "company">) {
  const place = ownChannel(company)?.id === channel ? "mine" : channel;
  return { company: company.id, place, folder: folder === "top" ? undefined : folder };
}
