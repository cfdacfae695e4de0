import { Copy } from "lucide-react";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Field, Input, toast } from "../../ui/index.ts";

/** A text that is carried elsewhere. */
export function Copied({ label, text }: { label: string; text: string }) {
  const t = useWords();
  return (
    <div className="flex max-w-160 flex-wrap items-end gap-2">
      <div className="min-w-40 flex-1">
        <Field label={label}>
          {(control) => <Input {...control} readOnly value={text} className="font-mono text-sm" onFocus={(event) => event.target.select()} />}
        </Field>
      </div>
      <Button icon={Copy} onClick={() => void navigator.clipboard.writeText(text).then(() => toast(t("administration.copied")))}>
        {t("invites.link.copy")}
      </Button>
    </div>
  );
}
