/** Of what the list of screens is made. */
import type { Page } from "playwright-core";
import type { EndpointName, Endpoints, ErrorCode, ReplyOf } from "../../src/contract/index.ts";
import type { Answers } from "../e2e/answers.ts";
import type { Lively } from "../e2e/lively.ts";
import type { Caller } from "../harness/world.ts";

/** Their words and parts are those of other states: looked at once, in one language. */
export const repeating: readonly string[] = ["loading", "offline", "many"];
export const states = ["usual", "empty", "loading", "error", "offline", "no rights", "many", "long"] as const;
export type State = (typeof states)[number];
export type Actor = "ana" | "leo" | "owner" | "guest" | "nobody" | "lone";

/** The world, and what the server really answers in it. */
export interface Given extends Lively {
  readonly real: {
    readonly [N in
      | "listPeople"
      | "browseChannels"
      | "listInbox"
      | "listThreads"
      | "listClaims"
      | "listInvites"
      | "listTeams"
      | "listAudit"
      | "getPreferences"]: ReplyOf<Endpoints[N]>;
  };
  readonly message: ReplyOf<Endpoints["getMessage"]>;
  /** An invitation that nobody took yet. */
  readonly invitation: string;
  readonly callers: Readonly<Record<Exclude<Actor, "nobody">, Caller>>;
}

export interface Shot {
  /** What is in sight once the state stands; of several, each. */
  readonly ready: string | readonly string[];
  readonly as: Actor;
  readonly at?: string | ((given: Given) => string);
  readonly answers?: Answers | ((given: Given) => Answers);
  /** Done on the page before the picture. */
  readonly act?: (page: Page, given: Given) => Promise<unknown>;
  /** The line is cut before the screen opens. */
  readonly isCut?: boolean;
  /** It was never opened while there was a connection. */
  readonly isNew?: boolean;
  /** The app itself fails, and says so to the console. */
  readonly isFault?: boolean;
  /** What the picture has to show, where the screen is longer than it. */
  readonly sight?: string;
  /** The screen exists on phones only. */
  readonly isPhoneOnly?: boolean;
}

/** A state that the screen doesn't have, and why. */
export interface Left {
  readonly left: string;
}
/** A step of the first run, which is taken on the way through it. */
export interface Step {
  readonly step: string;
}
export type Cell = Shot | Left | Step;
export type Cells = Record<State, Cell> & Readonly<Record<string, Cell>>;
/** A screen, panel, dialog or menu: the file under src/web that draws it, where it is, and a cell for every state; more to see may follow. */
export interface Screen {
  readonly of: string;
  readonly at: string | ((given: Given) => string);
  readonly cells: Cells;
}
export const screen = (of: string, at: Screen["at"], cells: Cells): Screen => ({ of, at, cells });
export const inCompany =
  (path: string) =>
  ({ company }: Given): string =>
    `/c/${company}${path}`;
export const inDesign =
  (search = "") =>
  ({ company, design, ...given }: Given): string =>
    `/c/${company}/channels/${design}${search.replace("{thread}", String(given.thread)).replace("{leo}", given.leo.person)}`;

type More = Partial<Omit<Shot, "ready">>;

export const shot = (ready: Shot["ready"], more: More = {}): Shot => ({ ready, as: "ana", ...more });
/** With these answers in the place of the server's. */
export const answered = (answers: NonNullable<Shot["answers"]>, ready: Shot["ready"], more: More = {}): Shot => shot(ready, { answers, ...more });
/** Answers that don't come. */
export const waiting = (names: readonly EndpointName[], more: More = {}, ready = ".late"): Shot =>
  shot(`${ready} >> nth=0`, { answers: Object.fromEntries(names.map((name) => [name, "never"])) as Answers, ...more });
/** The server refuses. */
export const refusing = (names: readonly EndpointName[], ready: Shot["ready"], more: More = {}, refused: ErrorCode = "internal"): Shot =>
  shot(ready, { answers: Object.fromEntries(names.map((name) => [name, { refused }])) as Answers, ...more });
/** Without a connection: what the screen still has, and what it says about the rest. */
export const cut = (ready: Shot["ready"], more: More = {}): Shot => shot(ready, { isCut: true, ...more });
export const step = (name: string): Step => ({ step: name });

/** States that a screen doesn't have, for one reason. */
export function left<S extends State>(reason: string, ...which: readonly S[]): Record<S, Left> {
  return Object.fromEntries(which.map((state) => [state, { left: reason }])) as Record<S, Left>;
}

/** The same row many times over, each with what makes it another one. */
export const times = <T>(count: number, rows: readonly T[], differ: (row: T, index: number) => Partial<T>): T[] =>
  Array.from({ length: count }, (_, i) => {
    const row = rows[i % rows.length];
    if (row === undefined) throw new Error("nothing to repeat");
    return { ...row, ...differ(row, i) };
  });

export const uuid = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
