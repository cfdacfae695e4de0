import { serverNow } from "../../i18n/times.ts";
import { keepLook, lastLook } from "./last-look.ts";
import { type Head, hashesOf, isGrown, isIncluded, leafHash, readHead, rootOf, signatureOf } from "./proof.ts";
import { type Entry, logOf, type Scope } from "./scope.ts";

/** What was found, step by step; a step that is not there yet has not been looked at. */
export interface Found {
  readonly key?: string;
  readonly signature?: "good" | "wrong" | "unknown" | "otherKey";
  readonly growth?: {
    readonly kind: "firstTime" | "grown" | "same" | "rewritten" | "shorter";
    readonly from: number;
    readonly to: number;
    readonly at: number;
  };
  readonly shown?: { readonly proven: number; readonly count: number; readonly hidden: number; readonly missing: number };
  readonly walk?: { readonly done: number; readonly size: number; readonly matches?: boolean };
  readonly kept?: "off" | "fine" | "unwritable" | "inconsistent";
  readonly ok?: boolean;
}

const isBad = ({ signature, growth, shown, walk, kept }: Found): boolean =>
  kept === "inconsistent" ||
  signature === "wrong" ||
  signature === "otherKey" ||
  growth?.kind === "rewritten" ||
  growth?.kind === "shorter" ||
  (shown?.missing ?? 0) > 0 ||
  walk?.matches === false;

/** Checks a log from head to leaves; tells after each step. What is good is remembered for the next time. */
export async function checkLog(scope: Scope, entries: readonly Entry[], tell: (found: Found) => void): Promise<void> {
  const log = logOf(scope);
  let found: Found = {};
  const add = (more: Found) => {
    found = { ...found, ...more };
    tell(found);
  };
  let answer = await log.check(0);
  let head = readHead(answer.checkpoint);
  const before = head && lastLook(head.origin);
  const old = before && readHead(before.checkpoint);
  if (old) {
    answer = await log.check(old.size);
    head = readHead(answer.checkpoint);
  }
  if (!head) return add({ signature: "wrong", ok: false });
  const signed = await signatureOf(answer.checkpoint, answer.verifier);
  add({ key: answer.verifier.split("+")[1] ?? "", signature: before && before.verifier !== answer.verifier ? "otherKey" : signed });
  add({ growth: { kind: await growthOf(old, head, answer.consistency), from: old?.size ?? 0, to: head.size, at: before?.at ?? 0 } });
  add({ kept: answer.kept });
  add({ shown: await includedOf(log, entries, head) });
  const hashes: Uint8Array[] = [];
  for (let from: number | null = 0; from !== null && head.size > 0; ) {
    const piece: Awaited<ReturnType<typeof log.walk>> = await log.walk(from, head.size);
    hashes.push(...(hashesOf(piece.hashes) ?? []));
    from = piece.next;
    add({ walk: { done: piece.next ?? head.size, size: head.size } });
  }
  const root = await rootOf(hashes);
  const { root: wanted } = head;
  add({ walk: { done: head.size, size: head.size, matches: root.every((byte, i) => byte === wanted[i]) } });
  const ok = !isBad(found);
  if (ok) keepLook(head.origin, { checkpoint: answer.checkpoint, verifier: answer.verifier, at: serverNow() });
  add({ ok });
}

async function growthOf(old: Head | undefined, head: Head, consistency: readonly string[] | null): Promise<NonNullable<Found["growth"]>["kind"]> {
  if (!old) return "firstTime";
  if (old.size > head.size || consistency === null) return "shorter";
  const proof = hashesOf(consistency);
  const isWhole = proof !== undefined && old.origin === head.origin && (await isGrown(old, head, proof));
  if (!isWhole) return "rewritten";
  return old.size === head.size ? "same" : "grown";
}

/** Entries that are looked at, and asked for at once. */
const MOST = 50;
const AT_ONCE = 5;

/** Whether the leaves that began and ended each entry stand in the tree, and say what is shown of it. */
async function includedOf(log: ReturnType<typeof logOf>, entries: readonly Entry[], head: Head): Promise<NonNullable<Found["shown"]>> {
  const isIn = async (place: number, says: (leaf: readonly unknown[]) => boolean): Promise<boolean> => {
    const { leaf, proof } = await log.prove(place, head.size);
    const hashes = hashesOf(proof);
    const parts = JSON.parse(leaf) as unknown[];
    return parts[2] === place && says(parts) && hashes !== undefined && isIncluded(await leafHash(leaf), place, head.size, hashes, head.root);
  };
  const isProven = async ({ number, endedBy, action, at, result }: Entry): Promise<boolean> => {
    const hasBegun = await isIn(number, (leaf) => leaf[3] === at && leaf[5] === action);
    if (endedBy === null || endedBy === number) return hasBegun;
    return hasBegun && isIn(endedBy, (leaf) => leaf[7] === number && leaf[5] === action && leaf[12] === result);
  };
  const open = entries.filter(({ concealed, number, endedBy }) => !concealed && Math.max(number, endedBy ?? 0) < head.size).slice(0, MOST);
  let proven = 0;
  for (let i = 0; i < open.length; i += AT_ONCE) proven += (await Promise.all(open.slice(i, i + AT_ONCE).map(isProven))).filter(Boolean).length;
  return { proven, count: open.length, hidden: entries.filter(({ concealed }) => concealed).length, missing: open.length - proven };
}
