import { useNavigate } from "@tanstack/react-router";
import { useWords } from "../../i18n/use-words.ts";
import { Button } from "../../ui/button.tsx";

/** Says over the list that the URL names a message which isn't there, and leads to where it goes on. */
export default function MissingTarget({ onNewest }: { onNewest: () => void }) {
  const t = useWords();
  const navigate = useNavigate();
  const leave = () => {
    void navigate({ to: ".", search: (search) => ({ ...search, at: undefined }), replace: true });
    onNewest();
  };
  return (
    <div className="absolute inset-x-0 top-2 z-10 flex justify-center px-3">
      <div role="status" className="flex items-center gap-3 rounded-box bg-raised py-1.5 pr-1.5 pl-3.5 text-sm shadow-float">
        <p className="min-w-0">{t("actions.missing.text")}</p>
        <Button size="small" onClick={leave}>
          {t("actions.missing.newest")}
        </Button>
      </div>
    </div>
  );
}
