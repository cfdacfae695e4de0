import { useSyncExternalStore } from "react";
import { type DetailedError, Upload as TusUpload } from "tus-js-client";
import { ApiError, newKey } from "../../../client/index.ts";
import type { ErrorCode, Problem } from "../../../contract/errors.ts";
import { onSignedOut } from "../../app/session.ts";
import type { Workspace } from "../../app/workspace.ts";
import type { PendingFile } from "../../cache/index.ts";
import { digestOf, Unreadable } from "./digest.ts";
import { withoutMetadata } from "./metadata/without-metadata.ts";

/**
 * reading: what tells where it was taken is left out of a picture · sending: its bytes go to the server, which seals them · checking: the server's SHA-256 is compared with ours · verified ·
 * failed: `reason` is an error code · interrupted: the page was left meanwhile; the same file, chosen again, goes on
 */
export type Stage = "reading" | "sending" | "checking" | "verified" | "failed" | "interrupted";

export interface Attached extends PendingFile {
  readonly stage: Stage;
  /** Bytes that the server keeps. */
  readonly sent: number;
  readonly reason: ErrorCode | "unreachable" | "unreadable" | "";
  /** Of a file that is too large: bytes that are taken. */
  readonly most?: number;
  /** When the file was changed last, and how large it is on the device: by them the same one is known again. */
  readonly modified: number;
  readonly chosen: number;
  /** A picture that tells where and with what it was taken: true where that is left in it on purpose. */
  readonly keeps?: boolean;
  /** Of a picture that this page has. */
  readonly preview?: string;
}

/** Uploads under way, beside the screens: walking through the app doesn't cut them off. Those of a place are its composer's; those of none are on their way in a message. */
interface Held {
  file: Attached;
  place: string | undefined;
  readonly account: string;
  readonly company: string;
  bytes: File | undefined;
  stop: () => void;
  /** Counts how often it began anew: what was begun before says nothing of it any more. */
  turn: number;
}

const held = new Map<string, Held>();
const listeners = new Set<() => void>();
let lists = new Map<string, readonly Attached[]>();
const none: readonly Attached[] = [];
/** Bytes of one request: what a broken one costs at most is far less. */
const chunkSize = 64 * 2 ** 20;
const patience = [500, 1000, 2000, 4000, 8000, 15_000, 15_000];

function told(account: string): void {
  lists = new Map();
  for (const { file, place } of held.values()) if (place !== undefined) lists.set(place, [...(lists.get(place) ?? none), file]);
  keep(account);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const attachedAt = (place: string): readonly Attached[] => lists.get(place) ?? none;
export const useAttached = (place: string): readonly Attached[] => useSyncExternalStore(subscribe, () => attachedAt(place));
export const useUpload = (key: string): Attached | undefined => useSyncExternalStore(subscribe, () => held.get(key)?.file);

/** As many as one composer takes: more than that is a folder, and the drive's. */
export const mostAtOnce = 100;

/** Takes files up and begins to send them. @returns how many were left out */
export function attach(workspace: Workspace, company: string, place: string, files: readonly File[], keeps?: true): number {
  let left = 0;
  for (const bytes of files) {
    const same = attachedAt(place).find(
      ({ stage, chosen, modified, type }) => stage === "interrupted" && chosen === bytes.size && modified === bytes.lastModified && type === bytes.type,
    );
    if (!same && attachedAt(place).length >= mostAtOnce) {
      left++;
      continue;
    }
    const key = same?.key ?? newKey();
    const preview = /^image\/(png|jpeg|gif|webp|avif)$/.test(bytes.type) ? { preview: URL.createObjectURL(bytes) } : {};
    const { size, type, lastModified } = bytes;
    const fresh = { key, name: bytes.name || "file", type, size, chosen: size, modified: lastModified, sent: 0 };
    const file: Attached = { ...fresh, ...same, ...preview, ...(keeps ? { keeps } : {}), stage: "reading", reason: "" };
    held.set(key, { file, place, account: workspace.account.id, company, bytes, stop: () => undefined, turn: 0 });
    told(workspace.account.id);
    void send(workspace, key);
  }
  return left;
}

function change(key: string, to: Partial<Attached>): void {
  const one = held.get(key);
  if (!one) return;
  one.file = { ...one.file, ...to };
  told(one.account);
}

export const rename = (key: string, name: string): void => change(key, { name });

export function tryAgain(workspace: Workspace, key: string): void {
  change(key, { stage: "reading", reason: "" });
  void send(workspace, key);
}

/** Leaves in a picture, or out of it, what tells where and with what it was taken: other bytes, so it begins anew. */
export function keepTelling(workspace: Workspace, key: string, keeps: boolean): void {
  const one = held.get(key);
  if (!one?.bytes) return;
  one.stop();
  one.turn++;
  drop(one.company, one.file.upload);
  const { upload: _, sha256: __, ...rest } = one.file;
  one.file = { ...rest, keeps, stage: "reading", reason: "", sent: 0 };
  told(one.account);
  void send(workspace, key);
}

/** Takes a file out; what the server has of it is destroyed. */
export function remove(key: string): void {
  const one = held.get(key);
  if (one) giveUp(one.company, one.file);
}

/** The server's bytes of a file that no message will have; without an answer they end by themselves after a week. */
export function giveUp(company: string, { key, upload }: PendingFile): void {
  held.get(key)?.stop();
  forget(key);
  drop(company, upload);
}

function drop(company: string, upload: string | undefined): void {
  if (upload) void fetch(addressOf(company, upload), { method: "DELETE", headers: { "tus-resumable": "1.0.0" } }).catch(() => undefined);
}

/** Takes a file off the list; nothing happens to what the server has. */
export function forget(key: string): void {
  const one = held.get(key);
  if (!one) return;
  if (one.file.preview) URL.revokeObjectURL(one.file.preview);
  held.delete(key);
  told(one.account);
}

/** Hands the files of a composer over to a message. */
export function take(place: string): readonly PendingFile[] {
  const files = attachedAt(place);
  for (const { key } of files) {
    const one = held.get(key);
    if (one) one.place = undefined;
  }
  if (files[0]) told(held.get(files[0].key)?.account ?? "");
  return files.map(plain);
}

const plain = ({ key, name, type, size, upload, sha256 }: PendingFile): PendingFile => ({
  key,
  name,
  type,
  size,
  ...(upload ? { upload } : {}),
  ...(sha256 ? { sha256 } : {}),
});

/** Gives files of an unsent message back to its composer. */
export function putBack(workspace: Workspace, company: string, place: string, files: readonly PendingFile[]): void {
  for (const file of files) {
    const one = held.get(file.key);
    if (one) one.place = place;
    else hold(workspace.account.id, company, place, { ...file, chosen: file.size, modified: 0, sent: 0 });
  }
  told(workspace.account.id);
}

function hold(account: string, company: string, place: string, kept: Omit<Attached, "stage" | "reason">): void {
  const file: Attached = { ...kept, stage: kept.sha256 ? "verified" : "interrupted", reason: "" };
  held.set(kept.key, { file, place, account, company, bytes: undefined, stop: () => undefined, turn: 0 });
}

/**
 * Waits until all files of a message are verified. @param onArrived hears of what has to be kept, so that a reload finds it
 * @throws ApiError why one of them is not
 */
export async function arrived(
  files: readonly PendingFile[],
  onArrived: (files: readonly PendingFile[]) => void,
): Promise<{ upload: string; name: string; sha256: string }[]> {
  const settledFiles = await Promise.all(files.map((kept) => (held.has(kept.key) ? settled(kept.key) : kept)));
  if (files.some(({ sha256 }) => !sha256)) onArrived(settledFiles.map(plain));
  return settledFiles.map(({ key, upload, sha256, name }) => {
    if (!upload || !sha256) throw new ApiError(problemOf((held.get(key)?.file.reason as ErrorCode) || "upload_incomplete"));
    return { upload, name, sha256 };
  });
}

function settled(key: string): Promise<Attached> {
  return new Promise((resolve) => {
    const look = () => {
      const file = held.get(key)?.file;
      if (file && isUnderWay(file)) return;
      stop();
      if (file) resolve(file);
    };
    const stop = subscribe(look);
    look();
  });
}

const isUnderWay = ({ stage }: Attached): boolean => stage === "reading" || stage === "sending" || stage === "checking";

/** Sent beside each other; the others wait. */
const lanes = 4;
let busy = 0;
const waiting: (() => void)[] = [];
async function inLane(run: () => Promise<void>): Promise<void> {
  if (busy < lanes) busy++;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    await run();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else busy--;
  }
}

async function send(workspace: Workspace, key: string): Promise<void> {
  const one = held.get(key);
  if (!one) return;
  const { bytes, turn } = one;
  if (!bytes) return change(key, { stage: "interrupted" });
  const stop = new AbortController();
  one.stop = () => stop.abort();
  await inLane(async () => {
    if (held.get(key) === one && one.turn === turn) await sendNow(workspace, one, bytes, stop);
  });
}

async function sendNow(workspace: Workspace, one: Held, chosen: File, stop: AbortController): Promise<void> {
  const { key } = one.file;
  const { turn } = one;
  const isNow = () => held.get(key) === one && one.turn === turn;
  const say = (to: Partial<Attached>) => isNow() && change(key, to);
  try {
    const bytes = await sentOf(chosen, one.file.keeps ?? false, say);
    if (!isNow()) return;
    const digest = digestOf(bytes, stop.signal);
    digest.catch(() => undefined); // told below, once it is asked for
    change(key, { stage: "sending", size: bytes.size });
    const upload = await bring(one, bytes, stop);
    say({ stage: "checking", sent: bytes.size, upload });
    const ours = await digest;
    const { uploads } = await workspace.call("listUploads", { params: { company: one.company } });
    const theirs = uploads.find(({ id }) => id === upload)?.sha256;
    if (theirs === ours) say({ stage: "verified", sha256: ours });
    else say({ stage: "failed", reason: theirs ? "upload_broken" : "upload_not_found" });
  } catch (error) {
    const failure = failureOf(error); // before its request is given up, which empties the answer
    stop.abort();
    say({ stage: "failed", ...failure });
  }
}

/** What is sent of a chosen file: a picture without its place and camera data, unless they are kept on purpose. */
async function sentOf(chosen: File, keeps: boolean, say: (to: Partial<Attached>) => void): Promise<File> {
  const plain = await withoutMetadata(chosen).catch(() => {
    throw new Unreadable();
  });
  if (plain !== chosen) say({ keeps });
  return keeps ? chosen : plain;
}

const addressOf = (company: string, upload = "") => `${location.origin}/api/companies/${encodeURIComponent(company)}/uploads${upload && `/${upload}`}`;

/** Brings the bytes by tus, from where the server has them on. @returns the upload's id */
function bring(one: Held, bytes: File, stop: AbortController): Promise<string> {
  const { key, upload: known } = one.file;
  const { turn } = one;
  return new Promise((resolve, reject) => {
    const idOf = () => new URL(tus.url ?? "", location.origin).pathname.split("/").at(-1) ?? "";
    const tus = new TusUpload(bytes, {
      endpoint: addressOf(one.company),
      ...(known ? { uploadUrl: addressOf(one.company, known) } : {}),
      chunkSize,
      retryDelays: patience,
      storeFingerprintForResuming: false,
      // However often its beginning is asked for, it is one upload.
      onBeforeRequest: (request) => {
        if (request.getMethod() === "POST") request.setHeader("idempotency-key", `${key}${bytes.size}${turn > 0 ? `.${turn}` : ""}`);
      },
      onShouldRetry: (error) => isPassing(error.originalResponse?.getStatus() ?? 0),
      onUploadUrlAvailable: () => change(key, { upload: idOf() }),
      onProgress: (sent) => change(key, { sent }),
      onError: reject,
      onSuccess: () => resolve(idOf()),
    });
    stop.signal.addEventListener("abort", () => {
      void tus.abort();
      reject(stop.signal.reason as Error); // who gave it up waits no more
    });
    tus.start();
  });
}

const isPassing = (status: number) => status === 0 || status === 409 || status === 423 || status === 429 || status >= 500;

function failureOf(error: unknown): Pick<Attached, "reason" | "most"> {
  if (error instanceof ApiError) return { reason: error.code };
  if (error instanceof Unreadable) return { reason: "unreadable" };
  const reply = (error as Partial<DetailedError>).originalResponse;
  if (!reply) return { reason: "unreachable" };
  if (reply.getStatus() === 404) return { reason: "upload_not_found" };
  try {
    return { reason: (JSON.parse(reply.getBody()) as Problem).code ?? "internal" };
  } catch {
    const most = Number(reply.getHeader("tus-max-size"));
    return reply.getStatus() === 413 ? { reason: "too_large", ...(most > 0 ? { most } : {}) } : { reason: "internal" };
  }
}

const problemOf = (code: ErrorCode): Problem => ({ type: "about:blank", title: code, status: 409, code, requestId: "" });

// Kept over a reload: which files a composer has, and how far they are; never their bytes. Sign-out clears it with the unsent words.
const keptKey = (account: string) => `bastide.unsent.files.${account}`;
type Kept = Omit<Attached, "stage" | "reason" | "preview"> & { readonly place: string; readonly company: string };

function keep(account: string): void {
  const kept = [...held.values()].flatMap(({ file: { stage: _, reason: __, preview: ___, ...file }, place, company, account: owner }): Kept[] =>
    place === undefined || owner !== account ? [] : [{ ...file, place, company }],
  );
  try {
    if (kept.length > 0) localStorage.setItem(keptKey(account), JSON.stringify(kept));
    else localStorage.removeItem(keptKey(account));
  } catch {
    // Where storage is switched off nothing outlives the page.
  }
}

const takenUp = new Set<string>();

/** Takes up what an earlier page of this account left in its composers. */
export function takeUp(account: string): void {
  if (takenUp.has(account)) return;
  takenUp.add(account);
  let kept: readonly Kept[] = [];
  try {
    kept = JSON.parse(localStorage.getItem(keptKey(account)) ?? "[]") as Kept[];
  } catch {
    return;
  }
  for (const { place, company, ...file } of kept) hold(account, company, place, file);
  told(account);
}

// What is on its way and its names are the account's, who signs in here next is not to see them.
onSignedOut(() => {
  const accounts = new Set([...takenUp, ...[...held.values()].map(({ account }) => account)]);
  for (const { stop, file } of held.values()) {
    stop();
    if (file.preview) URL.revokeObjectURL(file.preview);
  }
  held.clear();
  takenUp.clear();
  for (const account of accounts) told(account);
});

const holdPage = (event: BeforeUnloadEvent) => {
  if ([...held.values()].some(({ file: { stage } }) => stage === "reading" || stage === "sending")) event.preventDefault();
};
addEventListener("beforeunload", holdPage);
