import { Copy } from "lucide-react";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Field, Input, toast } from "../../ui/index.ts";

/** A link that is shown only this once. */
export function OnceShown({ label, url }: { label: string; url: string }) {
  const t = useWords();
  return (
    <div className="flex flex-wrap items-end gap-2">
      <div className="min-w-40 flex-1">
        <Field label={label}>
          {(control) => <Input {...control} readOnly value={url} className="font-mono text-sm" onFocus={(event) => event.target.select()} />}
        </Field>
      </div>
      <Button look="primary" icon={Copy} onClick={() => void navigator.clipboard.writeText(url).then(() => toast(t("administration.copied")))}>
        {t("invites.link.copy")}
      </Button>
    </div>
  );
}
