import { useSyncExternalStore } from "react";
import { ApiError } from "../../../client/index.ts";
import type { ErrorCode } from "../../../contract/errors.ts";
import { onSignedOut } from "../../app/session.ts";
import type { Workspace } from "../../app/workspace.ts";
import type { PendingFile } from "../../cache/index.ts";
import { arrived, attach, forget, giveUp, take, tryAgain } from "../attachments/uploads.ts";
import type { Dropped } from "./dropped.ts";
import { type Entry, isFolder, keyOf, type Place } from "./entry.ts";
import { listing } from "./folders.ts";
import { freeName } from "./sorting.ts";

/** waiting: its turn will come · sending: its bytes are sealed and sent · filing: it becomes a file of its folder · skipped: the reader left it out */
type Stage = "waiting" | "sending" | "filing" | "done" | "failed" | "skipped";

/** A file on its way into a folder. */
export interface Brought {
  readonly key: number;
  readonly name: string;
  readonly path: readonly string[];
  readonly size: number;
  readonly stage: Stage;
  readonly reason: ErrorCode | "unreachable" | "";
  /** Under which its bytes are known to the uploads. */
  readonly upload: string | undefined;
}

/** A name that is there already: what is to become of the new one. */
export type Answer = "version" | "both" | "skip";
export interface Clash {
  readonly name: string;
  /** How many others have the same trouble. */
  readonly others: number;
  readonly answer: (answer: Answer, forAll: boolean) => void;
}

interface Held {
  readonly workspace: Workspace;
  readonly place: Place;
  readonly file: File;
  /** The file whose next version it is. */
  readonly over: string | undefined;
  name: string;
  pending: PendingFile | undefined;
  stop: () => void;
}

export interface Bringing {
  readonly files: readonly Brought[];
  /** Folders are looked into and made. */
  readonly preparing: boolean;
  /** Why that did not work. */
  readonly problem: unknown;
  readonly clash: Clash | undefined;
}

const empty: Bringing = { files: [], preparing: false, problem: undefined, clash: undefined };
let state = empty;
const held = new Map<number, Held>();
const listeners = new Set<() => void>();
/** Sent beside each other. */
const lanes = 3;
let running = 0;
let keys = 0;

function set(change: Partial<Bringing>): void {
  state = { ...state, ...change };
  for (const listener of listeners) listener();
}
const changeOne = (key: number, to: Partial<Brought>) => set({ files: state.files.map((one) => (one.key === key ? { ...one, ...to } : one)) });

export function useBringing(): Bringing {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}

/** Brings files and folders into a folder: folders of a name that is there are gone into, files of one are asked about. */
export async function bring(workspace: Workspace, place: Place, dropped: () => Promise<Dropped>): Promise<void> {
  set({ preparing: true, problem: undefined });
  try {
    const { files, folders } = await dropped();
    const places = await foldersFor(workspace, place, folders);
    const planned = await resolve(files.map(({ path, file }) => ({ file, path, to: places.get(path.join("/")) ?? { place, files: [] } })));
    const fresh = planned.map(({ file, path, to, name, over }): Brought => {
      const key = ++keys;
      held.set(key, { workspace, place: to.place, file, over, name, pending: undefined, stop: () => undefined });
      return { key, name, path, size: file.size, stage: "waiting", reason: "", upload: undefined };
    });
    set({ files: [...state.files.filter(({ stage }) => stage !== "done" && stage !== "skipped"), ...fresh] });
    next();
  } catch (problem) {
    set({ problem });
  } finally {
    set({ preparing: false });
  }
}

interface Target {
  readonly place: Place;
  files: readonly Entry[];
}

/** Where each path leads, by its names; what is missing is made, from the top down. */
async function foldersFor(workspace: Workspace, place: Place, folders: readonly (readonly string[])[]): Promise<ReadonlyMap<string, Target>> {
  const found = new Map<string, Target>([["", { place, files: (await listing(workspace, place)).files }]]);
  for (const path of folders.toSorted((a, b) => a.length - b.length)) {
    const name = path.at(-1) ?? "";
    const above = found.get(path.slice(0, -1).join("/"));
    if (!above || found.has(path.join("/"))) continue;
    const there = above.files.find((entry) => isFolder(entry) && entry.name === name);
    const { company, channel, folder } = above.place;
    const { id } = there ?? (await workspace.call("createFolder", { params: { company, channel }, body: { name, folder } }));
    const inside = { company, channel, folder: id };
    found.set(path.join("/"), { place: inside, files: there ? (await listing(workspace, inside)).files : [] });
  }
  return found;
}

interface Planned {
  readonly file: File;
  readonly path: readonly string[];
  readonly to: Target;
}

/** Asks about names that are taken; one answer may be for all of them. */
async function resolve(wanted: readonly Planned[]): Promise<(Planned & { name: string; over: string | undefined })[]> {
  const taken = new Map<string, Set<string>>();
  const namesIn = ({ place, files }: Target) => {
    const names = taken.get(keyOf(place)) ?? new Set(files.map(({ name }) => name));
    taken.set(keyOf(place), names);
    return names;
  };
  const sameIn = ({ to, file }: Planned) => to.files.find((entry) => !isFolder(entry) && entry.name === file.name);
  const clashes = wanted.filter((one) => namesIn(one.to).has(one.file.name));
  let standing: Answer | undefined;
  const planned: (Planned & { name: string; over: string | undefined })[] = [];
  for (const one of wanted) {
    const names = namesIn(one.to);
    const { name } = one.file;
    if (!names.has(name)) {
      names.add(name);
      planned.push({ ...one, name, over: undefined });
      continue;
    }
    const same = sameIn(one);
    const answer = standing ?? (same?.may.change ? await asked(name, clashes.length - 1, (forAll) => (standing = forAll)) : "both");
    if (answer === "skip") continue;
    if (answer === "version" && same?.may.change) {
      planned.push({ ...one, name, over: same.id });
      continue;
    }
    const free = freeName(name, names);
    names.add(free);
    planned.push({ ...one, name: free, over: undefined });
  }
  return planned;
}

function asked(name: string, others: number, keep: (answer: Answer) => void): Promise<Answer> {
  return new Promise((settle) => {
    const answer = (answer: Answer, forAll: boolean) => {
      if (forAll) keep(answer);
      set({ clash: undefined });
      settle(answer);
    };
    set({ clash: { name, others, answer } });
  });
}

/** Whoever goes away without an answer leaves out what waited for it. */
export const leaveClash = (): void => state.clash?.answer("skip", true);

function next(): void {
  while (running < lanes) {
    const waiting = state.files.find(({ stage }) => stage === "waiting");
    if (!waiting) return;
    running++;
    changeOne(waiting.key, { stage: "sending" });
    void send(waiting.key).finally(() => {
      running--;
      next();
    });
  }
}

async function send(key: number): Promise<void> {
  const one = held.get(key);
  if (!one) return;
  const { workspace, place, file } = one;
  const stopped = new Promise<never>((_, reject) => {
    one.stop = () => reject(new Stopped());
  });
  stopped.catch(() => undefined);
  try {
    if (one.pending) tryAgain(workspace, one.pending.key);
    else {
      const drawer = `drive:${key}`;
      attach(workspace, place.company, drawer, [file], true);
      [one.pending] = take(drawer);
      changeOne(key, { upload: one.pending?.key });
    }
    if (!one.pending) throw new Error("nothing to send");
    const [whole] = await Promise.race([arrived([one.pending], () => undefined), stopped]);
    if (!whole) throw new Error("nothing arrived");
    changeOne(key, { stage: "filing" });
    const { upload, sha256 } = whole;
    const params = { company: place.company, channel: place.channel };
    if (one.over) await workspace.call("addVersion", { params: { ...params, file: one.over }, body: { upload, sha256 } });
    else await workspace.call("createFile", { params, body: { upload, sha256, name: one.name, folder: place.folder } });
    forget(one.pending.key);
    held.delete(key);
    changeOne(key, { stage: "done" });
  } catch (error) {
    if (error instanceof Stopped) return;
    changeOne(key, { stage: "failed", reason: error instanceof ApiError ? error.code : "unreachable" });
  }
}

/** Given up by the reader. */
class Stopped extends Error {}

export function stopOne(key: number): void {
  const one = held.get(key);
  held.delete(key);
  set({ files: state.files.filter((file) => file.key !== key) });
  one?.stop();
  if (one?.pending) giveUp(one.place.company, one.pending);
}

export function retryOne(key: number): void {
  changeOne(key, { stage: "waiting", reason: "" });
  next();
}

/** Takes what has ended off the list; what is under way goes on. */
export function clearEnded(): void {
  for (const { key, stage } of state.files) if (stage === "failed") stopOne(key);
  set({ files: state.files.filter(({ stage }) => stage === "waiting" || stage === "sending" || stage === "filing"), problem: undefined });
}

export function stopAll(): void {
  for (const { key, stage } of state.files) if (stage !== "done") stopOne(key);
}

onSignedOut(() => {
  for (const { stop } of held.values()) stop();
  held.clear();
  set(empty);
});
