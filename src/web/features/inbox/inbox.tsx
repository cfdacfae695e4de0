import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Check, Inbox as InboxIcon } from "lucide-react";
import type { InboxKind } from "../../app/urls.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Choice, Empty, IconButton } from "../../ui/index.ts";
import { ListScreen } from "../lists/list-screen.tsx";
import { useChangeOwn, useOwnList } from "../lists/own-lists.ts";
import { Rows } from "../lists/rows.tsx";
import { InboxRow, type Item, idOf } from "./inbox-row.tsx";

const kinds = ["mention", "reply", "broadcast", "reaction", "invitation", "reminder"] as const satisfies readonly InboxKind[];

/** What addresses the reader. One list; done things leave it. */
export function Inbox() {
  const t = useWords();
  const { company } = useParams({ from: "/gated/c/$company/inbox" });
  const { kind } = useSearch({ from: "/gated/c/$company/inbox" });
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const { answer, error, again } = useOwnList(company, "inbox");
  const change = useChangeOwn(company, "inbox");

  const mark = (item: Item, done: boolean): void =>
    void change(
      (list) => ({ items: list.items.map((other) => (idOf(other) === idOf(item) ? { ...other, done } : other)) }),
      () =>
        workspace.call("markInboxDone", {
          params: { company, channel: item.channel, message: item.message?.ref ?? "channel" },
          body: { done, kind: item.kind },
        }),
      done ? { text: t("lists.inbox.done"), undo: () => mark(item, false) } : undefined,
    );
  const open = answer?.items.filter(({ done }) => !done) ?? [];
  const items = kind ? open.filter((item) => item.kind === kind) : open;
  const offered = kinds.filter((name) => name === kind || open.some((item) => item.kind === name));
  const filter = (name: InboxKind | "all") => void navigate({ to: ".", search: name === "all" ? {} : { kind: name }, replace: true });

  return (
    <ListScreen
      company={company}
      title={t("messages.inbox.title")}
      loading={!answer}
      error={answer ? undefined : error}
      onRetry={again}
      tools={
        offered.length > (kind ? 0 : 1) && (
          <Choice
            label={t("lists.inbox.filter")}
            value={kind ?? "all"}
            onChange={filter}
            options={[{ value: "all" as const, text: t("lists.inbox.all") }, ...offered.map((value) => ({ value, text: t(`lists.inbox.kinds.${value}`) }))]}
          />
        )
      }
    >
      <Rows label={t("messages.inbox.title")} items={items} idOf={idOf} onDone={(item) => mark(item, true)}>
        {(item, tab) => (
          <>
            <InboxRow company={company} item={item} tab={tab} />
            <IconButton
              icon={Check}
              label={t("lists.inbox.markDone")}
              shortcut="E"
              tabIndex={tab}
              onClick={() => mark(item, true)}
              className="mt-3 mr-3 coarse:size-11"
            />
          </>
        )}
      </Rows>
      {items.length === 0 && kind && (
        <Empty icon={InboxIcon} title={t("lists.inbox.noneOfKind.title")} action={<Button onClick={() => filter("all")}>{t("lists.inbox.all")}</Button>}>
          {t("lists.inbox.noneOfKind.text")}
        </Empty>
      )}
      {items.length === 0 && !kind && (
        <Empty icon={InboxIcon} title={t("lists.inbox.empty.title")}>
          {t("lists.inbox.empty.text")}
        </Empty>
      )}
    </ListScreen>
  );
}
