import i18next from "i18next";
import type { Workspace } from "../../app/workspace.ts";
import { type Cache, type ChannelRow, type MyChannelRow, withEntry } from "../../cache/index.ts";
import { errorText } from "../../i18n/error-text.ts";
import { toast } from "../../ui/toast.tsx";

/** Puts a channel that a call answered with into the side bar, before the socket says the same. */
export function putChannel(workspace: Workspace, company: string, row: MyChannelRow): void {
  workspace.store.update((cache) => withRow(cache, company, row.id, row));
}

function withRow(cache: Cache, company: string, channel: string, row: MyChannelRow | undefined): Cache {
  const view = cache.companies.get(company);
  return view ? { ...cache, companies: withEntry(cache.companies, company, { ...view, channels: withEntry(view.channels, channel, row) }) } : cache;
}

/** Shows the change, asks the server, and takes it back when refused. */
async function attempt(
  workspace: Workspace,
  company: string,
  old: MyChannelRow,
  next: MyChannelRow | undefined,
  ask: () => Promise<unknown>,
): Promise<boolean> {
  workspace.store.update((cache) => withRow(cache, company, old.id, next));
  try {
    await ask();
    return true;
  } catch (error) {
    workspace.store.update((cache) => withRow(cache, company, old.id, old));
    toast(errorText(error));
    return false;
  }
}

const undo = (run: () => void) => ({ text: i18next.t("ui.undo"), run });

type Wish = Partial<Pick<MyChannelRow, "muted" | "starred" | "notices">>;

/** Says what was done, with the way back. */
async function prefer(workspace: Workspace, company: string, row: MyChannelRow, wish: Wish, said: string): Promise<boolean> {
  const done = await attempt(workspace, company, row, { ...row, ...wish }, () =>
    workspace.call("setChannelPreference", { params: { company, channel: row.id }, body: wish }),
  );
  if (done)
    toast(
      said,
      undo(() => {
        const { muted, starred, notices } = row;
        const old = { ...("muted" in wish && { muted }), ...("starred" in wish && { starred }), ...("notices" in wish && { notices }) };
        const now = workspace.store.get().companies.get(company)?.channels.get(row.id);
        if (now)
          void attempt(workspace, company, now, { ...now, ...old }, () =>
            workspace.call("setChannelPreference", { params: { company, channel: row.id }, body: old }),
          );
      }),
    );
  return done;
}

export const muteChannel = (workspace: Workspace, company: string, row: MyChannelRow, muted: boolean): Promise<boolean> =>
  prefer(workspace, company, row, { muted }, i18next.t(muted ? "sidebar.mute.done" : "sidebar.mute.undone"));

export const starChannel = (workspace: Workspace, company: string, row: MyChannelRow, starred: boolean): Promise<boolean> =>
  prefer(workspace, company, row, { starred }, i18next.t(starred ? "sidebar.star.done" : "sidebar.star.undone"));

export const setNotices = (workspace: Workspace, company: string, row: MyChannelRow, notices: MyChannelRow["notices"]): Promise<boolean> =>
  prefer(workspace, company, row, { notices }, i18next.t("sidebar.notices.done", { level: i18next.t(`sidebar.notices.${notices}`) }));

/** Who may do what in it, for all. */
export async function configureChannel(
  workspace: Workspace,
  company: string,
  row: MyChannelRow,
  rules: Partial<Pick<MyChannelRow, "whoPosts" | "whoAddressesAll" | "sensitive">>,
): Promise<void> {
  const next = { ...row, ...rules };
  const done = await attempt(workspace, company, row, next, () => workspace.call("updateChannel", { params: { company, channel: row.id }, body: rules }));
  const { whoPosts, whoAddressesAll, sensitive = false } = row;
  const before = "sensitive" in rules ? { sensitive } : "whoPosts" in rules ? { whoPosts } : { whoAddressesAll };
  if (done)
    toast(
      i18next.t("channels.changed"),
      undo(() => void configureChannel(workspace, company, next, before)),
    );
}

export async function archiveChannel(workspace: Workspace, company: string, row: MyChannelRow, archived: boolean): Promise<void> {
  const next = { ...row, archived };
  const done = await attempt(workspace, company, row, next, () =>
    workspace.call("updateChannel", { params: { company, channel: row.id }, body: { archived } }),
  );
  if (done)
    toast(
      i18next.t(archived ? "sidebar.archive.done" : "sidebar.archive.undone"),
      undo(() => void archiveChannel(workspace, company, next, !archived)),
    );
}

export async function leaveChannel(workspace: Workspace, company: string, channel: ChannelRow): Promise<void> {
  const row = workspace.store.get().companies.get(company)?.channels.get(channel.id);
  if (!row) return;
  const done = await attempt(workspace, company, row, undefined, () => workspace.call("leaveChannel", { params: { company, channel: row.id } }));
  const rejoin = () =>
    workspace.call("joinChannel", { params: { company, channel: row.id }, body: {} }).then(
      (back) => putChannel(workspace, company, back),
      (error: unknown) => toast(errorText(error)),
    );
  if (done) toast(i18next.t("sidebar.leave.done"), row.kind === "public" ? undo(() => void rejoin()) : undefined);
}
