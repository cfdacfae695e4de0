import { Link } from "@tanstack/react-router";
import { ArrowLeft, CloudOff } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { nowQuiet } from "../../app/quiet.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, cx, Empty, SkeletonLines } from "../../ui/index.ts";

interface ListScreenProps {
  readonly company: string;
  readonly title: string;
  readonly hidden?: boolean;
  /** The tools take the width; the title is said to readers only. */
  readonly isNarrow?: boolean;
  /** Stands beside the title. */
  readonly tools?: ReactNode;
  readonly loading: boolean;
  /** Why there is nothing to show, in the reader's words. */
  readonly error: string | undefined;
  readonly onRetry: () => void;
  readonly children: ReactNode;
}

/** A list of the reader's own over the whole screen: head, waiting, failure, or what is in it. */
export function ListScreen({ company, title, hidden = false, isNarrow = false, tools, loading, error, onRetry, children }: ListScreenProps) {
  const t = useWords();
  useEffect(() => {
    if (!loading) nowQuiet();
  }, [loading]);
  return (
    <section className={cx("min-w-0 flex-1 flex-col", hidden ? "hidden lg:flex" : "flex")} aria-label={title}>
      <header className="flex min-h-13 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-1.5 md:px-5">
        <Link
          to="/c/$company"
          params={{ company }}
          aria-label={t("ui.back")}
          className="-ml-1 flex size-10 items-center justify-center rounded-box text-ink-2 md:hidden"
        >
          <ArrowLeft aria-hidden size={20} />
        </Link>
        <h1 className={isNarrow ? "sr-only" : "min-w-0 truncate text-lg font-semibold"}>{title}</h1>
        {tools}
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {loading && !error && (
          <div className="mx-auto max-w-[52rem] p-5">
            <SkeletonLines count={6} label={t("ui.loading")} />
          </div>
        )}
        {error && (
          <Empty icon={CloudOff} title={t("lists.failed")} action={<Button onClick={onRetry}>{t("ui.retry")}</Button>}>
            {error}
          </Empty>
        )}
        {!loading && !error && children}
      </div>
    </section>
  );
}
