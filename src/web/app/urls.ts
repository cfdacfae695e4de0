const inboxKinds = ["mention", "reply", "broadcast", "reaction", "invitation", "reminder"] as const;
export type InboxKind = (typeof inboxKinds)[number];

/** Dialogs that can stand over any screen of a company. */
export const dialogs = ["browse", "create-channel", "date", "direct", "invite", "switch", "keys"] as const;
export type DialogName = (typeof dialogs)[number];

/** Kinds of panes. */
export const panels = ["thread", "stored", "person", "details", "members", "pins"] as const;

/** The pane at the right of a channel: `thread:12`, `stored:12.3`, `stored:channel`, `stored:<person>`, `stored:file.<file>`, `person:<id>`, or one of the channel's own. */
export type Panel = `thread:${number}` | `stored:${string}` | `person:${string}` | "details" | "members" | "pins";

export interface ShellSearch {
  readonly dialog?: DialogName | undefined;
  /** The file that is shown over the screen: `CHANNEL.FILE`. */
  readonly view?: string | undefined;
}
export interface LogSearch {
  readonly actions?: string | undefined;
  readonly actor?: string | undefined;
  readonly about?: string | undefined;
  readonly result?: "done" | "refused" | "interrupted" | undefined;
  readonly days?: string | undefined;
}
export interface ChannelSearch {
  readonly panel?: Panel | undefined;
  /** The message to show and mark: `12` or `12.3`. */
  readonly at?: string | undefined;
}

const isId = (text: string) => /^[0-9a-f-]{36}$/.test(text);
const isRef = (text: string) => /^[1-9]\d{0,14}(\.[1-9]\d{0,14})?$/.test(text);

function isPanel(value: unknown): value is Panel {
  if (typeof value !== "string") return false;
  const [kind, ref] = value.split(":");
  if (ref === undefined) return kind === "details" || kind === "members" || kind === "pins";
  if (kind === "person") return isId(ref);
  if (kind === "stored" && (ref === "channel" || isId(ref.replace(/^file\./, "")))) return true;
  return isRef(ref) && (kind === "stored" || (kind === "thread" && !ref.includes(".")));
}

export function shellSearch(search: Record<string, unknown>): ShellSearch {
  const dialog = dialogs.find((name) => name === search["dialog"]);
  const { view } = search;
  return { ...(dialog ? { dialog } : {}), ...(typeof view === "string" && /^[0-9a-f-]{36}\.[0-9a-f-]{36}(\.[1-9]\d{0,8})?$/.test(view) ? { view } : {}) };
}

export function channelSearch(search: Record<string, unknown>): ChannelSearch {
  const { panel, at } = search;
  return { ...(isPanel(panel) ? { panel } : {}), ...(typeof at === "string" && isRef(at) ? { at } : {}) };
}

/** Of which kind alone rows are shown. */
export function inboxSearch({ kind }: Record<string, unknown>): { readonly kind?: InboxKind | undefined } {
  const found = inboxKinds.find((name) => name === kind);
  return found ? { kind: found } : {};
}

/** The thread that stands open beside the list. */
export function threadsSearch(search: Record<string, unknown>): ChannelSearch & { readonly channel?: string | undefined } {
  const { channel } = search;
  return typeof channel === "string" && isId(channel) ? { channel, ...channelSearch(search) } : {};
}

/** Whose profile stands open beside the list. */
export function peopleSearch({ person }: Record<string, unknown>): { readonly person?: string | undefined } {
  return typeof person === "string" && isId(person) ? { person } : {};
}

/** The file in detail beside a folder, and in which order that stands; both are looked at there. */
export const driveSearch = (search: { readonly details?: string | undefined; readonly sort?: string | undefined }) => search;

/** What is being set up. */
export function securitySearch({ set }: Record<string, unknown>): { readonly set?: "app" | undefined } {
  return set === "app" ? { set } : {};
}

/** Which entries of a log are shown. */
export function logSearch(search: Record<string, unknown>): LogSearch {
  const { actions, actor, about, result, days } = search;
  const known = (["done", "refused", "interrupted"] as const).find((one) => one === result);
  return {
    ...(typeof actions === "string" && /^[a-z.,-]{1,300}$/.test(actions) ? { actions } : {}),
    ...(typeof actor === "string" && isId(actor) ? { actor } : {}),
    ...(typeof about === "string" && isId(about) ? { about } : {}),
    ...(known ? { result: known } : {}),
    ...(typeof days === "string" && /^[1-9]\d{0,3}$/.test(days) ? { days } : {}),
  };
}

/** The first run's last step stands in the company that was just made. */
export function setupSearch({ company }: Record<string, unknown>): { readonly company?: string } {
  return typeof company === "string" && isId(company) ? { company } : {};
}

/** The search part holds plain texts: read as JSON, `12.30` would become the number 12.3. */
export function readSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

export function writeSearch(search: Record<string, unknown>): string {
  const texts = Object.entries(search).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return texts.length === 0 ? "" : `?${new URLSearchParams(texts).toString().replaceAll("%3A", ":")}`;
}
