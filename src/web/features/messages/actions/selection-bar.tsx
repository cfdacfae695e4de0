import { Copy, Forward, X } from "lucide-react";
import { useEffect, useState } from "react";
import { useAction } from "../../../app/actions.ts";
import { useWorkspace } from "../../../app/workspace.ts";
import { useWords } from "../../../i18n/use-words.ts";
import { Button, IconButton } from "../../../ui/button.tsx";
import { toast } from "../../../ui/toast.tsx";
import { type Line, numberOf } from "../refs.ts";
import { select } from "../selection.ts";
import ForwardDialog from "./forward-dialog.tsx";
import { together } from "./quoting.ts";
import { saidIn } from "./said.ts";

/** What can be done with all that is selected, above the composer. Esc ends it. */
export default function SelectionBar({ line, selected }: { line: Line; selected: readonly string[] }) {
  const t = useWords();
  const workspace = useWorkspace();
  const [forwards, setForwards] = useState(false);
  const end = () => select(undefined);
  useAction("closePanel", end);
  useEffect(() => () => select(undefined), []);
  const messages = () => {
    const rows = workspace.store.get().contents.get(line.channel)?.rows;
    return selected
      .toSorted((a, b) => numberOf(a) - numberOf(b))
      .flatMap((ref) => {
        const row = rows?.get(ref);
        return row ? [row.message] : [];
      });
  };
  const copy = () =>
    void navigator.clipboard.writeText(together(saidIn(workspace, line.company, messages()))).then(() => {
      toast(t("actions.markdown.copied"));
      end();
    });
  return (
    <div role="toolbar" aria-label={t("actions.select.open")} className="flex w-full flex-wrap items-center gap-1.5 border-b border-line px-2 py-1 text-sm">
      <span className="min-w-0 flex-1 truncate px-1.5 font-medium max-sm:basis-full">{t("actions.select.count", { count: selected.length })}</span>
      <Button size="small" icon={Copy} disabled={selected.length === 0} onClick={copy}>
        {t("actions.select.copy")}
      </Button>
      <Button size="small" icon={Forward} disabled={selected.length === 0} onClick={() => setForwards(true)}>
        {t("actions.select.forward")}
      </Button>
      <IconButton icon={X} size="small" label={t("actions.select.end")} shortcut="Esc" onClick={end} />
      {forwards && (
        <ForwardDialog
          company={line.company}
          messages={messages()}
          onClose={() => {
            setForwards(false);
            end();
          }}
        />
      )}
    </div>
  );
}
