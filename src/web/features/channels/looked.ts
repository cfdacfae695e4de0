import type { Workspace } from "../../app/workspace.ts";
import { withEntry } from "../../cache/index.ts";

const asked = new WeakMap<Workspace, Set<string>>();

/** Learns about a channel that the reader isn't a member of; asked once, unless `again`. */
export async function lookAtChannel(workspace: Workspace, company: string, channel: string, again = false): Promise<boolean> {
  const before = asked.get(workspace) ?? new Set<string>();
  asked.set(workspace, before);
  if (before.has(channel) && !again) return workspace.store.get().looked.has(channel);
  before.add(channel);
  const row = await workspace.call("getChannel", { params: { company, channel } }).catch(() => undefined);
  workspace.store.update((cache) => ({ ...cache, looked: withEntry(cache.looked, channel, row) }));
  return row !== undefined;
}
