import { Copy } from "lucide-react";
import { Button } from "./button.tsx";
import { Field, Input } from "./field.tsx";
import { toast } from "./toast.tsx";

interface OnceShownProps {
  readonly label: string;
  readonly url: string;
  /** What the button says, and what is said when it was copied. */
  readonly copy: string;
  readonly copied: string;
}

/** A link that is shown only this once. */
export function OnceShown({ label, url, copy, copied }: OnceShownProps) {
  return (
    <div className="flex flex-wrap items-end gap-2">
      <div className="min-w-40 flex-1">
        <Field label={label}>
          {(control) => <Input {...control} readOnly value={url} className="font-mono text-sm" onFocus={(event) => event.target.select()} />}
        </Field>
      </div>
      <Button look="primary" icon={Copy} onClick={() => void navigator.clipboard.writeText(url).then(() => toast(copied))}>
        {copy}
      </Button>
    </div>
  );
}
