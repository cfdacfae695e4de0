import type { Workspace } from "../../app/workspace.ts";
import { type Pending, readDraft } from "../../cache/index.ts";
import { placeOf, putDraft } from "../messages/give-back.ts";
import { shown } from "../messages/shown-text.ts";
import { putBack } from "./uploads.ts";

/** Puts unsent words back into their composer, before what is written there already, and their files beside them. */
export function giveBack(workspace: Workspace, { channel, thread, text, company, files }: Pending): void {
  const place = placeOf(channel, thread);
  const old = readDraft(workspace.account.id, place);
  const back = shown(workspace.store.get(), company, text);
  const draft = { text: [back.text, old.text].filter(Boolean).join("\n"), mentions: { ...old.mentions, ...back.mentions } };
  putDraft(workspace.account.id, place, draft);
  if (files) putBack(workspace, company, place, files);
}
