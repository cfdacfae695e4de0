import { Plug } from "lucide-react";
import type { ReactNode } from "react";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Empty, SkeletonLines } from "../../ui/index.ts";

/** A list that waits for its answer, or did not get one; else what is in it. */
export function ListStates<A>({
  asked: { answer, error, again },
  children,
}: {
  asked: { readonly answer: A | undefined; readonly error: string | undefined; readonly again: () => void };
  children: (answer: A) => ReactNode;
}) {
  const t = useWords();
  if (answer) return children(answer);
  if (error)
    return (
      <Empty icon={Plug} title={t("administration.failed")} action={<Button onClick={again}>{t("ui.retry")}</Button>}>
        {error}
      </Empty>
    );
  return (
    <div className="py-6">
      <SkeletonLines count={8} label={t("ui.loading")} />
    </div>
  );
}
