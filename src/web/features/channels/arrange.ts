import type { Preferences } from "../../../contract/preferences.ts";
import type { MyChannelRow } from "../../cache/index.ts";

export interface Section {
  /** Of an own one its id. */
  readonly id: string;
  readonly kind: "starred" | "own" | "channels" | "direct";
  /** Of an own one. */
  readonly name: string;
  readonly collapsed: boolean;
  /** Those that are shown: in a collapsed section, and with the filter on, what is new and where the reader is. */
  readonly rows: readonly MyChannelRow[];
  /** With those that aren't shown. */
  readonly total: number;
}

export interface Sections {
  readonly sections: readonly Section[];
  /** What is shown, from top to bottom. */
  readonly ordered: readonly MyChannelRow[];
  /** In the same order, with what isn't shown. Archived ones are in neither. */
  readonly all: readonly MyChannelRow[];
}

const names = new Intl.Collator(undefined, { numeric: true });
const lastOf = ({ lastAt, createdAt }: MyChannelRow) => lastAt ?? createdAt;

export const isDirect = ({ kind }: Pick<MyChannelRow, "kind">) => kind === "direct" || kind === "group";
export const isNews = ({ unread, muted, count }: MyChannelRow) => (unread && !muted) || count > 0;

/** The side bar as the reader has arranged it: starred ones, own sections, other channels, other directs. Directs go by activity, whatever the sort. Shared folders stand in the drive. */
export function arrange(
  rows: Iterable<MyChannelRow>,
  { sort, unreadOnly, folded, sections }: Preferences["sideBar"],
  nameOf: (row: MyChannelRow) => string,
  current: string | undefined,
): Sections {
  const own = new Map(sections.flatMap(({ id, channels }) => channels.map((channel) => [channel, id])));
  const groups = Map.groupBy(
    [...rows].filter((row) => !row.archived && (row.shows !== "files" || row.starred || isNews(row))),
    (row) => (row.starred ? "starred" : (own.get(row.id) ?? (isDirect(row) ? "direct" : "channels"))),
  );
  const inOrder = (id: string): readonly MyChannelRow[] => {
    const group = groups.get(id) ?? [];
    if (sort === "recent" || id === "direct") return group.toSorted((a, b) => lastOf(b) - lastOf(a));
    const named = group.map((row) => ({ row, name: nameOf(row) }));
    return named.sort((a, b) => names.compare(a.name, b.name)).map(({ row }) => row);
  };
  const standing = (kind: "starred" | "channels" | "direct") => ({ id: kind, kind, name: "", collapsed: folded.includes(kind) });
  const places: readonly Omit<Section, "rows" | "total">[] = [
    standing("starred"),
    ...sections.map(({ id, name, collapsed }) => ({ id, kind: "own", name, collapsed }) as const),
    standing("channels"),
    standing("direct"),
  ];
  const whole = places.map((place) => ({ place, all: inOrder(place.id) }));
  const shown = whole.map(({ place, all }) => ({
    ...place,
    rows: place.collapsed || unreadOnly ? all.filter((row) => isNews(row) || row.id === current) : all,
    total: all.length,
  }));
  return {
    sections: shown.filter(({ kind, rows, total }) => (unreadOnly ? rows.length > 0 : kind !== "starred" || total > 0)),
    ordered: shown.flatMap(({ rows }) => rows),
    all: whole.flatMap(({ all }) => all),
  };
}
