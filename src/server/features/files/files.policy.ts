import { Refusal } from "../../http/index.ts";
import type { Stored } from "../../platform/records/sealed.ts";
import { allow, isAllowed, type OpenChannel } from "../channels/index.ts";
import type { File } from "./files.records.ts";

export type FileRow = Stored<typeof File>;

const isHisOrManaged = (open: OpenChannel, row: FileRow): boolean => row.createdBy === open.actor.person || isAllowed("configure", open);

/** Who made it and who manages the channel throw it away and bring it back. */
export const mayRemove = (open: OpenChannel, row: FileRow): boolean => isAllowed("reply", open) && isHisOrManaged(open, row);

/** Whoever may post may add and move. */
export const mayMove = (open: OpenChannel, row: FileRow): boolean => row.state === "live" && isAllowed("post", open);

/** And rename and bring new versions; but what came with a message is what its author said. */
export const mayChange = (open: OpenChannel, row: FileRow): boolean => mayMove(open, row) && (row.post === null || isHisOrManaged(open, row));

/** What came with a message is seen by who may read the message, all else by who was there when it came. */
const isOfHisTime = ({ fromPost, fromSeq }: OpenChannel, { post, seq }: FileRow): boolean => (post === null ? seq > fromSeq : post >= fromPost);

/** And by who may read the post that shows it: under which somebody began to talk of it, or the reply that stands in the channel too. */
const isShownToHim = ({ fromPost }: OpenChannel, { talk }: FileRow): boolean => talk != null && talk >= fromPost;

/** What a file was before a post showed it is not shown by the post. */
export const firstVersionOf = (open: OpenChannel, row: FileRow): number => (isOfHisTime(open, row) ? 1 : (row.talkOf ?? row.current));

/** The post of a file under which the caller may read what is said. */
export const threadOf = (open: OpenChannel, row: FileRow): number | null => (row.post !== null && row.post >= open.fromPost ? row.post : row.talk);

/** What the caller may see; of the trash what he could bring back. */
export const maySee = (open: OpenChannel, row: FileRow): boolean =>
  row.state !== "purged" && (isOfHisTime(open, row) || isShownToHim(open, row)) && (row.state === "live" || mayRemove(open, row));

/** @throws Refusal */
export function requireMayMove(open: OpenChannel, row: FileRow): void {
  allow("post", open);
  if (!mayMove(open, row)) throw new Refusal("not_allowed");
}

/** @throws Refusal */
export function requireMayChange(open: OpenChannel, row: FileRow): void {
  allow("post", open);
  if (!mayChange(open, row)) throw new Refusal("not_allowed");
}

/** @throws Refusal */
export function requireMayRemove(open: OpenChannel, row: FileRow): void {
  allow("reply", open);
  if (!mayRemove(open, row)) throw new Refusal("not_allowed");
}
