import { useNavigate } from "@tanstack/react-router";
import { ChevronDown, ChevronUp, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useEffectEvent, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { keysFor, keysOf } from "../../app/actions.ts";
import { date } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { highlight } from "./highlight.ts";
import { folded } from "./matching.ts";
import { type Search, useSearch } from "./use-search.ts";

interface FindBarProps {
  readonly company: string;
  readonly channel: string;
  /** The first message that the reader may see. */
  readonly first: number;
  /** Counts how often it was asked for: the field takes the focus each time. */
  readonly asked: number;
  readonly onClose: () => void;
}

/** Over the list of messages: words to find in it. What is looked for stays in this tab's memory; it never stands in a URL. */
export default function FindBar({ company, channel, first, asked, onClose }: FindBarProps) {
  const t = useWords();
  const navigate = useNavigate();
  const field = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState("");
  const search = useSearch(company, channel, query, first);
  const [current, setCurrent] = useState<number>();
  const list = document.querySelector("#screen > section [data-message-list]");
  const place = list?.parentElement;
  const { hits } = search;

  useEffect(() => {
    if (asked > 0) setTimeout(() => field.current?.select()); // a menu that opened it gives the focus back first
  }, [asked]);

  const go = (number: number | undefined) => {
    setCurrent(number);
    if (number !== undefined) void navigate({ to: ".", search: (search) => ({ ...search, at: String(number) }), replace: true });
  };
  const at = current === undefined ? -1 : hits.indexOf(current);
  const goFirst = useEffectEvent((words: string, isFound: boolean) => {
    if (words !== "" && isFound && at < 0) go(hits[0]);
  });
  const isFound = hits.length > 0;
  useEffect(() => {
    const timer = setTimeout(() => goFirst(query, isFound), 150);
    return () => clearTimeout(timer);
  }, [query, isFound]);
  useEffect(() => (list ? highlight(list, folded(query.trim()), current) : undefined), [list, query, current]);

  const older = () => {
    if (at + 1 < hits.length) go(hits[at + 1]);
    else if (search.isWhole) go(hits[0]);
    else search.further();
  };
  const newer = () => go(hits[at > 0 ? at - 1 : hits.length - 1]);
  const close = useEffectEvent(() => void navigate({ to: ".", search: (search) => ({ ...search, at: undefined }), replace: true }));
  useEffect(() => () => close(), []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const keys = keysOf(event.nativeEvent);
    if (keys === keysFor("find")) return event.stopPropagation(); // asked for again, the browser finds by itself
    if (event.key === "Escape") onClose();
    else if (event.key === "Enter" && event.target === field.current) (event.shiftKey ? newer : older)();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  if (!place) return null;
  return createPortal(
    <search
      onKeyDown={onKeyDown}
      className="absolute top-2 right-2 left-2 z-20 flex flex-wrap items-center gap-x-1 rounded-box bg-raised p-1 shadow-float sm:left-auto sm:w-96"
    >
      <input
        ref={field}
        type="text"
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        placeholder={t("find.placeholder")}
        aria-label={t("find.placeholder")}
        autoComplete="off"
        spellCheck={false}
        enterKeyHint="search"
        className="h-8 min-w-0 flex-1 bg-transparent px-2 outline-none placeholder:text-ink-3 coarse:h-11"
      />
      <span role="status" className="tabular px-1 text-sm whitespace-nowrap text-ink-3">
        {query.trim() !== "" && (isFound ? t("find.count", { at: at + 1, count: hits.length }) : search.state === "looking" ? "" : t("find.none"))}
      </span>
      <IconButton icon={ChevronUp} size="small" label={t("find.older")} shortcut="↵" disabled={!isFound} onClick={older} />
      <IconButton icon={ChevronDown} size="small" label={t("find.newer")} shortcut="⇧↵" disabled={!isFound} onClick={newer} />
      <IconButton icon={X} size="small" label={t("ui.close")} shortcut="Esc" onClick={onClose} />
      {query.trim() !== "" && <Reach search={search} />}
    </search>,
    place,
  );
}

/** How far it has looked, and the way further back. */
function Reach({ search: { oldest, isWhole, state, further } }: { search: Search }) {
  const t = useWords();
  const said =
    state === "failed"
      ? t("find.failed")
      : state === "looking"
        ? t("find.looking")
        : isWhole
          ? t("find.whole")
          : oldest
            ? t("find.back", { day: date(oldest.sentAt) })
            : "";
  return (
    <p className="flex min-h-8 w-full items-center justify-between gap-2 border-t border-line px-2 pt-1 text-xs text-ink-3">
      <span>{said}</span>
      {state !== "looking" && !isWhole && (
        <Button size="small" look="quiet" onClick={further}>
          {state === "failed" ? t("ui.retry") : t("find.further")}
        </Button>
      )}
    </p>
  );
}
