import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, useState } from "react";
import { useWords } from "../../i18n/use-words.ts";
import { IconButton, Input } from "../../ui/index.ts";

/** A password that can be looked at: typing a long one blind is how short ones come about. */
export function PasswordInput(props: Omit<ComponentProps<"input">, "type">) {
  const t = useWords();
  const [shown, setShown] = useState(false);
  return (
    <div className="relative">
      <Input {...props} type={shown ? "text" : "password"} autoCapitalize="none" autoCorrect="off" spellCheck={false} className="pr-10" />
      <IconButton
        icon={shown ? EyeOff : Eye}
        size="small"
        label={shown ? t("accounts.hidePassword") : t("accounts.showPassword")}
        className="absolute top-1 right-1"
        onClick={() => setShown(!shown)}
      />
    </div>
  );
}
