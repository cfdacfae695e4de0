import type { Endpoints, ReplyOf } from "../../../../contract/index.ts";
import type { Workspace } from "../../../app/workspace.ts";
import type { MessageRow } from "../../../cache/index.ts";
import { ownList, useOwnList } from "../../lists/own-lists.ts";

type Item = ReplyOf<Endpoints["listSaved"]>["items"][number];
type Place = Pick<MessageRow, "channel" | "ref">;

export const isOf =
  ({ channel, ref }: Place) =>
  ({ message }: Item): boolean =>
    message.channel === channel && message.ref === ref;

/** The entry of a message in the list of what is saved, as far as that is known. */
export const savedIn = (workspace: Workspace, company: string, message: Place): Item | undefined =>
  ownList(workspace, company, "saved")?.items.find(isOf(message));

export const useSaved = (company: string, message: Place): Item | undefined => useOwnList(company, "saved").answer?.items.find(isOf(message));
