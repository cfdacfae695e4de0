import { useNavigate, useParams, useRouter } from "@tanstack/react-router";
import { CloudOff, Search, SearchX } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import { matches } from "../../app/use-media.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { type CompanyView, useCache } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Choice, Empty, SkeletonLines } from "../../ui/index.ts";
import { ListScreen } from "../lists/list-screen.tsx";
import { Rows } from "../lists/rows.tsx";
import { HitRow, hitId } from "./hit-rows.tsx";
import { type Hit, lastSearch, remember } from "./kept.ts";
import { NamedGroup, useNamed } from "./named.tsx";
import { type FilterKey, filtersOf, type Question, tailOf, withoutWritten, writtenIn } from "./question.ts";
import { RecentSearches } from "./recent-searches.tsx";
import { FilterButtons, SearchField } from "./search-field.tsx";
import { type Found, useFound } from "./use-found.ts";
import { useWritten } from "./use-written.ts";

/** Messages and files that hold the words. Its address says nothing of them: the question stays in memory, also for the way back. */
export function SearchScreen() {
  const { company: id } = useParams({ from: "/gated/c/$company/search" });
  const company = useCache((cache) => cache.companies.get(id));
  return company ? <SearchIn key={id} company={company} /> : null;
}

function SearchIn({ company }: { company: CompanyView }) {
  const t = useWords();
  const workspace = useWorkspace();
  const router = useRouter();
  const navigate = useNavigate();
  const kept = lastSearch(workspace, company.id);
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [question, setQuestion] = useState(kept.question);
  const [entered, setEntered] = useState<Question>();
  const [settled, setSettled] = useState({ question, entered: false });
  const back = useRef(kept.row);
  const change = (next: Question) => {
    back.current = undefined;
    kept.question = next;
    setQuestion(next);
  };
  const written = useWritten(company, question, change);
  const { isLooking } = written;
  const readFirst = useRef(written.read);

  useEffect(() => {
    // What a filter names is part of the question.
    if (isLooking) return;
    const isEntered = entered === question;
    const settle = () => setSettled((before) => (before.question === question && before.entered === isEntered ? before : { question, entered: isEntered }));
    const timer = setTimeout(settle, isEntered ? 0 : 120);
    return () => clearTimeout(timer);
  }, [question, entered, isLooking]);
  useEffect(() => {
    void readFirst.current(kept.question, false);
  }, [kept]);
  // People and channels come a moment after the screen: until then, or until somebody types, the way back isn't at its end.
  useLayoutEffect(() => {
    if (back.current === undefined) return;
    const row = [...(list.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [])].find((one) => one.dataset["row"] === back.current);
    if (!row) return;
    back.current = undefined;
    row.focus();
  });
  useLayoutEffect(() => {
    kept.row = undefined;
    const isBack = list.current?.contains(document.activeElement);
    if (!isBack && (!matches("touch") || kept.question.words === "")) field.current?.select();
  }, [kept]);

  const { asked, text, filters } = useAsked(settled.question);
  const body = { text, typing: !settled.entered, filters, by: settled.question.by };
  const { kind } = settled.question;
  const messages = useFound(company.id, "message", asked && kind !== "file" ? { ...body, filters: { ...filters, kind: "message" }, limit: 20 } : undefined);
  const files = useFound(
    company.id,
    "file",
    asked && kind !== "message" ? { ...body, filters: { ...filters, kind: "file" }, limit: kind === "file" ? 20 : 4 } : undefined,
  );

  const named = useNamed(company, kind === "all" && settled.question.chips.length === 0 ? text : "");

  const toFirst = () => list.current?.querySelector<HTMLElement>("[data-row]")?.focus();
  const leave = () => (router.history.canGoBack() ? router.history.back() : void navigate({ to: "/c/$company", params: { company: company.id } }));
  const onKeyDown = (event: KeyboardEvent) => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
    const at = rows.findIndex((row) => row.matches(":focus"));
    if (event.key === "Escape") field.current?.focus();
    else if (event.key === "ArrowUp" && at === 0) field.current?.focus();
    else if (event.key === "ArrowDown" && at >= 0 && isLastOfList(rows[at], rows[at + 1])) rows[at + 1]?.focus();
    else if (event.key === "ArrowUp" && at > 0 && isLastOfList(rows[at - 1], rows[at])) rows[at - 1]?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const group = (title: string, found: Found, more?: ReactNode) => (
    <Group
      key={title}
      company={company.id}
      title={title}
      found={found}
      more={more}
      onOpen={(hit) => {
        kept.row = hitId(hit);
        remember(kept, settled.question);
      }}
    />
  );
  const parts = [...(kind === "message" ? [] : [files]), ...(kind === "file" ? [] : [messages])];
  const isEmpty = named.length === 0 && parts.every(({ answer }) => answer?.hits.length === 0);
  const isPart = parts.some(({ answer }) => answer?.next);
  const isWaiting = asked && parts.some(({ answer, error }) => !answer && !error);
  const error = parts.find(({ error, answer }) => error && !answer)?.error;
  return (
    <ListScreen
      company={company.id}
      title={t("search.title")}
      isNarrow
      tools={
        <SearchField
          company={company}
          question={question}
          field={field}
          onChange={change}
          onWord={(next) => void written.read(next, false)}
          onEnter={() => {
            remember(kept, question);
            setEntered(question);
            void written.read(question, true);
          }}
          onDown={toFirst}
          onEscape={leave}
        />
      }
      loading={false}
      error={undefined}
      onRetry={messages.again}
    >
      <div className="mx-auto flex max-w-[52rem] flex-wrap items-center gap-x-4 gap-y-2 px-5 py-2.5">
        <div className="w-full">
          <FilterButtons question={question} field={field} onChange={change} />
          {written.unclear.map(({ text, why }) => (
            <p key={text} role="status" className="mt-2 text-sm text-ink-2">
              {t(`search.unclear.${why}`, { filter: text })}
            </p>
          ))}
        </div>
        <Choice
          label={t("search.kind")}
          value={question.kind}
          options={(["all", "message", "file"] as const).map((value) => ({ value, text: t(`search.kinds.${value}`) }))}
          onChange={(kind) => change({ ...question, kind })}
        />
        <Choice
          label={t("search.order")}
          value={question.by}
          options={(["newest", "relevance"] as const).map((value) => ({ value, text: t(`search.by.${value}`) }))}
          onChange={(by) => change({ ...question, by })}
        />
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of the rows inside, on their way out */}
      <div ref={list} onKeyDown={onKeyDown}>
        <p role="status" className="sr-only">
          {asked &&
            !isWaiting &&
            !error &&
            t(isEmpty ? (isPart ? "search.noneYet.title" : "search.none.title") : "search.found", {
              count: parts.reduce((sum, { answer }) => sum + (answer?.hits.length ?? 0), named.length),
            })}
        </p>
        {!asked && kept.recent.length > 0 && (
          <RecentSearches
            company={company}
            recent={kept.recent}
            onChoose={(chosen) => {
              change(chosen);
              field.current?.focus();
            }}
          />
        )}
        {!asked && kept.recent.length === 0 && (
          <Empty icon={Search} title={t("search.begin.title")}>
            {t("search.begin.text")}
          </Empty>
        )}
        {error && (
          <Empty icon={CloudOff} title={t("search.failed")} action={<Button onClick={() => parts.map(({ again }) => again())}>{t("ui.retry")}</Button>}>
            {error}
          </Empty>
        )}
        {isWaiting && !error && (
          <div className="late mx-auto max-w-[52rem] p-5">
            <SkeletonLines count={6} label={t("ui.loading")} />
          </div>
        )}
        {asked && !isWaiting && !error && (
          <>
            {isEmpty && (
              <Empty icon={SearchX} title={t(isPart ? "search.noneYet.title" : "search.none.title")}>
                {t(isPart ? "search.noneYet.text" : "search.none.text")}
              </Empty>
            )}
            <NamedGroup
              company={company.id}
              named={named}
              onOpen={(row) => {
                kept.row = row;
                remember(kept, settled.question);
              }}
            />
            {kind !== "message" &&
              group(
                t("search.kinds.file"),
                files,
                kind === "all" && files.answer?.next && files.answer.hits.length > 0 && (
                  <Button size="small" look="quiet" onClick={() => change({ ...question, kind: "file" })}>
                    {t("search.allFiles")}
                  </Button>
                ),
              )}
            {kind !== "file" && group(t("search.kinds.message"), messages)}
            <Reach found={kind === "file" || (kind === "all" && !messages.answer?.next && isUnseen(files)) ? files : messages} isEmpty={isEmpty} />
          </>
        )}
      </div>
    </ListScreen>
  );
}

/** There is more, and nothing yet beside which to offer it. */
const isUnseen = ({ answer }: Found): boolean => answer !== undefined && answer.hits.length === 0 && answer.next !== null;

const isLastOfList = (row: Element | undefined, next: Element | undefined) => next !== undefined && row?.closest("ul") !== next.closest("ul");

/** What is sent of a question; a filter that is still being typed, or names nothing, is not. */
function useAsked({ words, chips }: Question) {
  const t = useWords();
  const nameOf = (key: FilterKey) => t(`search.keys.${key}`);
  const tail = tailOf(words, nameOf);
  const before = tail ? tail.before : words;
  const text = withoutWritten(before, writtenIn(before, nameOf, true)).trim();
  return { asked: text !== "" || chips.length > 0, text, filters: filtersOf(chips) };
}

interface GroupProps {
  readonly company: string;
  readonly title: string;
  readonly found: Found;
  readonly more?: ReactNode;
  readonly onOpen: (hit: Hit) => void;
}

function Group({ company, title, found, more, onOpen }: GroupProps) {
  const hits = found.answer?.hits ?? [];
  if (hits.length === 0) return null;
  return (
    <section aria-label={title} className="mb-4">
      <div className="mx-auto flex min-h-9 max-w-[52rem] items-center justify-between gap-2 px-5">
        <h2 className="text-sm font-semibold text-ink-3">{title}</h2>
        {more}
      </div>
      <Rows label={title} items={hits} idOf={hitId}>
        {(hit, tab) => <HitRow company={company} hit={hit} tab={tab} onOpen={() => onOpen(hit)} />}
      </Rows>
    </section>
  );
}

/** How far it has looked, and the way on. */
function Reach({ found: { answer, looking, error, further, again }, isEmpty }: { found: Found; isEmpty: boolean }) {
  const t = useWords();
  if (!answer) return null;
  const { covered, next } = answer;
  const isPart = covered.scopes < covered.of;
  return (
    <div className="mx-auto flex min-h-12 max-w-[52rem] flex-wrap items-center justify-between gap-x-4 gap-y-2 px-5 pb-6 text-sm text-ink-3">
      <p>{error ?? (isPart ? t("search.covered", { scopes: covered.scopes, count: covered.of }) : next || isEmpty ? "" : t("search.whole"))}</p>
      {error ? (
        <Button size="small" onClick={again}>
          {t("ui.retry")}
        </Button>
      ) : (
        next && (
          <Button size="small" disabled={looking} onClick={further}>
            {t(answer.hits.length === 0 ? "search.goOn" : "search.more")}
          </Button>
        )
      )}
    </div>
  );
}
