import type { Workspace } from "../../app/workspace.ts";
import { eraseSealed, withPeople } from "../../cache/index.ts";
import { giveOwnList } from "../lists/own-lists.ts";
import { canKeep, mayKeep, pageEntry, readChannel, readIndex, readState } from "./disk.ts";
import { type Kept, type KeptChannel, most, restored } from "./kept.ts";
import { readKey } from "./shelf.ts";

/** What was read lately on this device; null when nothing is kept, or for too long. Call `follow` with the workspace that was made of it. */
export async function openKept(): Promise<(Kept & { readonly follow: (workspace: Workspace) => void }) | null> {
  const key = canKeep() && mayKeep() ? await readKey() : undefined;
  if (!key) return null;
  const index = await readIndex(key);
  const state = index && (await readState(key));
  if (!state || state.account.id !== key.account) return null;
  if (Date.now() - state.at > most.age) {
    eraseSealed();
    return null;
  }
  const channels = new Map<string, KeptChannel>();
  for (const { channel, slot } of index.channels) {
    const kept = await readChannel(key, slot);
    if (kept) channels.set(channel, kept);
  }
  const cache = restored(state, channels, pageEntry());
  const positions = [...(cache.companies?.values() ?? [])].flatMap((view) =>
    [...view.channels.keys()].flatMap((channel) => {
      const seq = cache.contents?.get(channel)?.seq;
      return seq === undefined ? [] : [{ company: view.id, channel, seq }];
    }),
  );
  return {
    account: state.account,
    cache,
    positions,
    follow(workspace) {
      for (const { id, inboxRows } of state.companies) if (inboxRows) giveOwnList(workspace, id, "inbox", inboxRows);
      const directories = new Map(state.companies.map(({ id, directory }) => [id, directory]));
      const stop = workspace.onFrame((frame) => {
        if (frame.type !== "me") return;
        stop();
        if (frame.account.id !== state.account.id) return location.reload(); // somebody else signed in where this account was
        for (const { id, directory } of frame.companies) if (directories.get(id) !== directory) renewPeople(workspace, id).catch(() => undefined);
      });
    },
  };
}

/** Names and states may have changed since: what the kept rows show is asked for again. */
async function renewPeople(workspace: Workspace, company: string): Promise<void> {
  const ids = [...workspace.store.get().people.keys()];
  for (let i = 0; i < ids.length; i += 500) {
    const { people } = await workspace.call("findPeople", { params: { company }, body: { ids: ids.slice(i, i + 500), limit: 500 } });
    workspace.store.update((cache) => ({ ...cache, people: withPeople(cache.people, people) }));
  }
}
