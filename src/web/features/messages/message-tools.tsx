import { useNavigate } from "@tanstack/react-router";
import {
  AlarmClock,
  Bookmark,
  Copy,
  Database,
  Ellipsis,
  Flag,
  Forward,
  Link2,
  ListChecks,
  MessageSquareReply,
  Pencil,
  Pin,
  PinOff,
  SmilePlus,
  TextQuote,
  Trash2,
} from "lucide-react";
import { lazy, Suspense, useEffect, useEffectEvent, useRef, useState } from "react";
import type { ActionName } from "../../app/actions.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { type MessageRow, useCache } from "../../cache/index.ts";
import { withWords } from "../../i18n/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { IconButton } from "../../ui/button.tsx";
import { cx } from "../../ui/cx.ts";
import { Menu, MenuItem, MenuLine } from "../../ui/late.tsx";
import { toast } from "../../ui/toast.tsx";
import { deleteSoon, quoteInto, saveForLater } from "./actions/message-deeds.ts";
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
  readonly asked: ActionName | undefined;
  readonly onAnswered: () => void;
  readonly onEdit: () => void;
}

/** What can be done with a message: buttons on hover, a menu behind them, by long press or by letter. */
export default function MessageTools({ line, message, canWrite, near, asked, onAnswered, onEdit }: MessageToolsProps) {
  const t = useWords();
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const [menu, setMenu] = useState(false);
  const [open, setOpen] = useState<"react" | "forward" | "remind" | "report" | null>(null);
  const me = useCache((cache) => cache.companies.get(line.company));
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

  const answer = useEffectEvent((action: ActionName) => {
    if (action === "reply" && canWrite) reply();
    else if (action === "react" && canWrite) setOpen("react");
    else if (action === "messageMenu") setMenu(true);
    if (action !== "edit") onAnswered();
  });
  useEffect(() => {
    if (asked) answer(asked);
  }, [asked]);

  return (
    <div ref={place} className="contents">
      {(near || menu) && (
        <div className={cx("absolute -top-3 right-5 z-10 flex rounded-box bg-raised p-0.5 shadow-float", !near && "coarse:opacity-0")}>
          {canWrite && <IconButton icon={SmilePlus} size="small" label={t("messages.react.add")} shortcut="+" onClick={() => setOpen("react")} />}
          {canWrite && <IconButton icon={MessageSquareReply} size="small" label={t("messages.thread.reply")} shortcut="R" onClick={reply} />}
          <Menu open={menu} onOpenChange={setMenu} align="end" trigger={<IconButton icon={Ellipsis} size="small" label={t("messages.tools")} shortcut="." />}>
            {canWrite && (
              <>
                <MenuItem icon={SmilePlus} shortcut="+" onClick={() => setOpen("react")}>
                  {t("messages.react.add")}
                </MenuItem>
                <MenuItem icon={MessageSquareReply} shortcut="r" onClick={reply}>
                  {t("messages.thread.reply")}
                </MenuItem>
                {own && (
                  <MenuItem icon={Pencil} shortcut="e" onClick={onEdit}>
                    {t("messages.edit.button")}
                  </MenuItem>
                )}
                <MenuItem icon={message.pinned ? PinOff : Pin} onClick={() => void pin(workspace, target, !message.pinned)}>
                  {message.pinned ? t("messages.pin.remove") : t("messages.pin.button")}
                </MenuItem>
                <MenuLine />
              </>
            )}
            <MenuItem icon={Bookmark} onClick={() => void saveForLater(workspace, target, null)}>
              {t("actions.save.open")}
            </MenuItem>
            <MenuItem icon={AlarmClock} onClick={() => setOpen("remind")}>
              {t("actions.save.menu")}
            </MenuItem>
            <MenuLine />
            {text !== undefined && (
              <>
                {canWrite && (
                  <MenuItem icon={TextQuote} onClick={quote}>
                    {t("actions.quote")}
                  </MenuItem>
                )}
                <MenuItem icon={Forward} onClick={() => setOpen("forward")}>
                  {t("actions.forward.open")}
                </MenuItem>
                <MenuItem icon={Copy} onClick={() => copy(shown(workspace.store.get(), line.company, text).text, t("actions.markdown.copied"))}>
                  {t("actions.markdown.copy")}
                </MenuItem>
              </>
            )}
            <MenuItem icon={Link2} onClick={() => copy(linkTo(line.company, line.channel, message.ref), t("messages.copied.link"))}>
              {t("messages.copy.link")}
            </MenuItem>
            {canWrite && (
              <MenuItem icon={ListChecks} onClick={() => select(line, [message.ref])}>
                {t("actions.select.open")}
              </MenuItem>
            )}
            <MenuLine />
            <MenuItem icon={Database} onClick={() => openPanel(`stored:${message.ref}`)}>
              {t("messages.stored")}
            </MenuItem>
            {!own && (
              <MenuItem icon={Flag} onClick={() => setOpen("report")}>
                {t("actions.report.open")}
              </MenuItem>
            )}
            {canWrite && (own || me?.role === "administrator") && (
              <>
                <MenuLine />
                <MenuItem icon={Trash2} danger onClick={() => deleteSoon(workspace, target)}>
                  {t("actions.delete.button")}
                </MenuItem>
              </>
            )}
          </Menu>
        </div>
      )}
      <Suspense>
        {open === "react" && <ReactionPicker company={line.company} message={message} onClose={() => setOpen(null)} />}
        {open === "forward" && <ForwardDialog company={line.company} messages={[message]} onClose={() => setOpen(null)} />}
        {open === "remind" && <RemindDialog company={line.company} message={message} onClose={() => setOpen(null)} />}
        {open === "report" && <ReportDialog company={line.company} message={message} onClose={() => setOpen(null)} />}
      </Suspense>
    </div>
  );
}
