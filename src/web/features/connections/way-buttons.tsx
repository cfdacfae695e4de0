import { Building2, LogIn } from "lucide-react";
import { useEffect, useState } from "react";
import { client } from "../../app/session.ts";
import { errorText } from "../../i18n/error-text.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button } from "../../ui/index.ts";
import { FormError } from "../accounts/form-error.tsx";
import { DirectoryForm } from "./directory-form.tsx";
import type { Way } from "./way.ts";
import { leaveFor } from "./way-out.ts";

const wrapping = "h-auto! min-h-11 max-w-full shrink! py-2 text-left [&>svg]:shrink-0 [overflow-wrap:anywhere] whitespace-normal!";

/** One button per connection; each leads to its provider. @param anew has it ask who one is, whoever is signed in there */
export function WayButtons({ ways, to, anew = false }: { ways: readonly Way[]; to: string; anew?: boolean }) {
  const t = useWords();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const go = async ({ holder, connection }: Way) => {
    setBusy(true);
    setProblem(undefined);
    try {
      leaveFor((await client.call("startConnection", { body: { holder, connection, anew } })).url, { purpose: "sign-in", to });
    } catch (refused) {
      setProblem(errorText(refused));
      setBusy(false);
    }
  };
  return (
    <div className="flex flex-col items-start gap-3">
      {ways
        .filter(({ kind }) => kind === "ldap")
        .map((way) => (
          <DirectoryForm key={way.connection} way={way} to={to} />
        ))}
      {ways
        .filter(({ kind }) => kind !== "ldap")
        .map((way) => (
          <Button key={way.connection} size="large" icon={LogIn} disabled={busy} onClick={() => void go(way)} className={wrapping}>
            <span className="min-w-0">{t("connections.continueWith", { name: way.name })}</span>
          </Button>
        ))}
      <FormError text={problem} />
    </div>
  );
}

/** Under the password: what the installation offers, and the way to a workspace's own sign-in. */
export default function WaysBesidePassword() {
  const t = useWords();
  const [ways, setWays] = useState<readonly Way[]>([]);
  useEffect(() => {
    client.call("listSignInWays").then(
      (answer) => setWays(answer.ways),
      () => undefined, // the password is there without it
    );
  }, []);
  return (
    <div className="mt-3 flex flex-col items-start gap-3">
      <WayButtons ways={ways} to={location.pathname === "/login" ? "/" : location.pathname + location.search} />
      <a href="/login" className="inline-flex items-center gap-2 rounded-chip py-1 text-accent hover:underline">
        <Building2 aria-hidden size={16} />
        {t("connections.workspaceSignIn")}
      </a>
    </div>
  );
}
