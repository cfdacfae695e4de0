import type { Endpoints, ReplyOf } from "../../../contract/index.ts";
import type { Workspace } from "../../app/workspace.ts";
import { withEntry } from "../../cache/index.ts";

type Looked = ReplyOf<Endpoints["getChannel"]>;

const asked = new WeakMap<Workspace, Set<string>>();

/** Learns about a channel that the reader isn't a member of; asked once, unless `again`. @returns why it isn't known, if so */
export async function lookAtChannel(workspace: Workspace, company: string, channel: string, again = false): Promise<unknown> {
  const before = asked.get(workspace) ?? new Set<string>();
  asked.set(workspace, before);
  if (before.has(channel) && !again) return;
  before.add(channel);
  const keep = (row?: Looked) => workspace.store.update((cache) => ({ ...cache, looked: withEntry(cache.looked, channel, row) }));
  try {
    keep(await workspace.call("getChannel", { params: { company, channel } }));
  } catch (refused) {
    keep();
    return refused;
  }
}
