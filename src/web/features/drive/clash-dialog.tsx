import { useState } from "react";
import { useWords } from "../../i18n/use-words.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Button } from "../../ui/index.ts";
import type { Answer, Clash } from "./bring.ts";

/** A file of that name is there already. Closed without an answer it is left out. */
export default function ClashDialog({ clash }: { clash: Clash }) {
  const t = useWords();
  const [forAll, setForAll] = useState(false);
  const answer = (answer: Answer) => () => clash.answer(answer, forAll);
  return (
    <Dialog title={t("drive.clash.title")} description={<bdi className="wrap-anywhere">{clash.name}</bdi>} onClose={answer("skip")}>
      <div className="flex flex-col gap-2">
        {(["version", "both", "skip"] as const).map((name) => (
          <Button key={name} look={name === "version" ? "primary" : "usual"} onClick={answer(name)} className="h-auto! min-h-9 py-1.5 whitespace-normal!">
            {t(`drive.clash.${name}`)}
          </Button>
        ))}
      </div>
      {clash.others > 0 && (
        <label className="mt-4 flex min-h-8 items-center gap-2.5 text-sm">
          <input type="checkbox" checked={forAll} onChange={({ target }) => setForAll(target.checked)} className="size-4 accent-(--accent)" />
          {t("drive.clash.forAll", { count: clash.others })}
        </label>
      )}
    </Dialog>
  );
}
