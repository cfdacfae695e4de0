import { useNavigate } from "@tanstack/react-router";
import {
  AlarmClock,
  Bookmark,
  BookmarkX,
  Copy,
  Database,
  Ellipsis,
  Flag,
  Forward,
  Link2,
  ListChecks,
  type LucideIcon,
  MailOpen,
  MessageSquareReply,
  Pencil,
  Pin,
  PinOff,
  SmilePlus,
  TextQuote,
  Trash2,
} from "lucide-react";
import { lazy, Suspense, useEffect, useEffectEvent, useRef, useState } from "react";
import { type ActionName, isSingle, keysFor, Registered, singlesAct } from "../../app/actions.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { type MessageRow, useCache } from "../../cache/index.ts";
import { withWords } from "../../i18n/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { IconButton } from "../../ui/button.tsx";
import { cx } from "../../ui/cx.ts";
import { keysAsText } from "../../ui/keys.tsx";
import { Menu, MenuItem, MenuLine } from "../../ui/late.tsx";
import { toast } from "../../ui/toast.tsx";
import { deleteSoon, markThreadUnreadFrom, markUnreadFrom, quoteInto, saveForLater } from "./actions/message-deeds.ts";
import { useSaved } from "./actions/saved-state.ts";
import { pin } from "./message-changes.ts";
import { type Line, linkTo } from "./refs.ts";
import { select } from "./selection.ts";
import { shown } from "./shown-text.ts";

const ReactionPicker = lazy(() => withWords(["writing"], import("./reaction-picker.tsx")));
const ForwardDialog = lazy(() => import("./actions/forward-dialog.tsx"));
const RemindDialog = lazy(() => import("./actions/remind-dialog.tsx"));
const ReportDialog = lazy(() => import("./actions/report-dialog.tsx"));

interface MessageToolsProps {
  readonly line: Line;
  readonly message: MessageRow;
  readonly canWrite: boolean;
  /** Pointed at or focused: the buttons are there. */
  readonly near: boolean;
  /** The keys of the list and the switcher mean this one. */
  readonly focused: boolean;
  readonly asked: ActionName | undefined;
  readonly onAnswered: () => void;
  readonly onEdit: () => void;
}

/** What can be done with a message: buttons on hover, a menu behind them, by long press or by letter. */
export default function MessageTools({ line, message, canWrite, near, focused, asked, onAnswered, onEdit }: MessageToolsProps) {
  const t = useWords();
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const [menu, setMenu] = useState(false);
  const [open, setOpen] = useState<"react" | "forward" | "remind" | "report" | null>(null);
  const me = useCache((cache) => cache.companies.get(line.company));
  const saved = useSaved(line.company, message) !== undefined;
  const own = message.author === me?.me;
  const target = { company: line.company, message };
  const place = useRef<HTMLDivElement>(null);

  const openPanel = (panel: `thread:${number}` | `stored:${string}`) =>
    void navigate({ to: "/c/$company/channels/$channel", params: { company: line.company, channel: line.channel }, search: { panel } });
  const reply = () => (line.thread === 0 ? openPanel(`thread:${message.post}`) : place.current?.closest("aside")?.querySelector("textarea")?.focus());
  const copy = (text: string, done: string) => void navigator.clipboard.writeText(text).then(() => toast(done));

  const text = message.body?.kind === "markdown" ? message.body.text : undefined;
  const quote = () => {
    quoteInto(workspace, line, message);
    const field = (place.current?.closest("aside, section")?.querySelector("textarea") ??
      document.querySelector("#composer textarea")) as HTMLTextAreaElement | null;
    setTimeout(() => field?.focus()); // the menu gives the focus back first
  };

  const mayDelete = canWrite && (own || me?.role === "administrator");
  const deeds: Partial<Record<ActionName, () => void>> = {
    ...(canWrite && {
      reply,
      react: () => setOpen("react"),
      pin: () => void pin(workspace, target, !message.pinned),
      select: () => select(line, [message.ref]),
      ...(own && { edit: onEdit }),
      ...(text !== undefined && { quoteMessage: quote }),
    }),
    ...(me?.channels.has(line.channel) &&
      (line.thread === 0
        ? { unread: () => void markUnreadFrom(workspace, line.company, message) }
        : (message.reply > 0 || message.thread) && { unread: () => markThreadUnreadFrom(workspace, line.company, message) })),
    save: () => saveForLater(workspace, target, null, !saved),
    remind: () => setOpen("remind"),
    ...(text !== undefined && {
      forward: () => setOpen("forward"),
      copyMarkdown: () => copy(shown(workspace.store.get(), line.company, text).text, t("actions.markdown.copied")),
    }),
    copyLink: () => copy(linkTo(line.company, line.channel, message.ref), t("messages.copied.link")),
    stored: () => openPanel(`stored:${message.ref}`),
    ...(!own && { report: () => setOpen("report") }),
    ...(mayDelete && { delete: () => deleteSoon(workspace, target) }),
    messageMenu: () => setMenu(true),
  };
  const item = (name: ActionName, icon: LucideIcon, text: string) => {
    const run = deeds[name];
    return (
      run && (
        <MenuItem icon={icon} shortcut={keysNow(name)} danger={name === "delete"} onClick={run}>
          {text}
        </MenuItem>
      )
    );
  };

  const answer = useEffectEvent((action: ActionName) => {
    deeds[action]?.();
    if (action !== "edit" || !deeds.edit) onAnswered();
  });
  useEffect(() => {
    if (asked) answer(asked);
  }, [asked]);

  return (
    <div ref={place} className="contents">
      {(near || menu) && (
        <div className={cx("absolute -top-3 right-5 z-10 flex rounded-box bg-raised p-0.5 shadow-float", !near && "coarse:opacity-0")}>
          {canWrite && (
            <IconButton icon={SmilePlus} size="small" label={t("messages.react.add")} shortcut={keysText("react")} onClick={() => setOpen("react")} />
          )}
          {canWrite && <IconButton icon={MessageSquareReply} size="small" label={t("messages.thread.reply")} shortcut={keysText("reply")} onClick={reply} />}
          <Menu
            open={menu}
            onOpenChange={setMenu}
            align="end"
            trigger={<IconButton icon={Ellipsis} size="small" label={t("messages.tools")} shortcut={keysText("messageMenu")} />}
          >
            {item("react", SmilePlus, t("messages.react.add"))}
            {item("reply", MessageSquareReply, t("messages.thread.reply"))}
            {item("edit", Pencil, t("actions.editing.button"))}
            {item("pin", message.pinned ? PinOff : Pin, message.pinned ? t("messages.pin.remove") : t("messages.pin.button"))}
            {canWrite && <MenuLine />}
            {item("unread", MailOpen, t("actions.unread.button"))}
            {item("save", saved ? BookmarkX : Bookmark, saved ? t("actions.save.remove") : t("actions.save.open"))}
            {item("remind", AlarmClock, t("actions.save.menu"))}
            <MenuLine />
            {item("quoteMessage", TextQuote, t("actions.quote"))}
            {item("forward", Forward, t("actions.forward.open"))}
            {item("copyMarkdown", Copy, t("actions.markdown.copy"))}
            {item("copyLink", Link2, t("actions.copying.link"))}
            {item("select", ListChecks, t("actions.select.open"))}
            <MenuLine />
            {item("stored", Database, t("messages.stored"))}
            {item("report", Flag, t("actions.report.open"))}
            {mayDelete && <MenuLine />}
            {item("delete", Trash2, t("actions.delete.button"))}
          </Menu>
        </div>
      )}
      {focused && (Object.keys(deeds) as ActionName[]).map((name) => <Registered key={name} name={name} run={() => deeds[name]?.()} />)}
      <Suspense>
        {open === "react" && <ReactionPicker company={line.company} message={message} onClose={() => setOpen(null)} />}
        {open === "forward" && <ForwardDialog company={line.company} messages={[message]} onClose={() => setOpen(null)} />}
        {open === "remind" && <RemindDialog company={line.company} message={message} onClose={() => setOpen(null)} />}
        {open === "report" && <ReportDialog company={line.company} message={message} onClose={() => setOpen(null)} />}
      </Suspense>
    </div>
  );
}

/** The keys as they act now, empty for none. */
const keysNow = (name: ActionName): string => (singlesAct() || !isSingle(keysFor(name)) ? keysFor(name) : "");
const keysText = (name: ActionName): string => keysAsText(keysNow(name));
