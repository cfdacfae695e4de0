import { useNavigate } from "@tanstack/react-router";
import { Smartphone } from "lucide-react";
import { useWords } from "../../i18n/use-words.ts";
import { Button } from "../../ui/index.ts";
import { FactorRow } from "./factor-row.tsx";
import type { Part } from "./standing.ts";
import { TotpSetup } from "./totp-setup.tsx";

/** The app on a phone that shows codes: set up, replaced, removed. */
export function AppOfCodes({ standing: { factors }, isSetUp, again, onCodes }: Part & { readonly isSetUp: boolean }) {
  const t = useWords();
  const navigate = useNavigate();
  const app = factors.find(({ kind }) => kind === "totp");
  const show = (set: "app" | undefined) => void navigate({ to: "/settings/security", search: set ? { set } : {}, replace: set === undefined });
  return (
    <section>
      <h2 className="text-lg font-semibold">{t("factors.app.title")}</h2>
      <p className="mt-1 text-ink-2">{t("factors.app.lead")}</p>
      {app && !isSetUp && (
        <ul className="mt-4 border-y border-line">
          <FactorRow
            factor={app}
            name={app.name || t("factors.app.named")}
            icon={Smartphone}
            consequence={factors.length === 1 ? `${t("factors.app.removeLast")} ${t("factors.app.removeText")}` : t("factors.app.removeOne")}
            onRemoved={again}
          >
            <Button size="small" onClick={() => show("app")}>
              {t("factors.app.replace")}
            </Button>
          </FactorRow>
        </ul>
      )}
      {!app && !isSetUp && (
        <Button look={factors.length === 0 ? "primary" : "usual"} className="mt-4" onClick={() => show("app")}>
          {t("factors.app.setUp")}
        </Button>
      )}
      {isSetUp && (
        <TotpSetup
          isReplacing={app !== undefined}
          onCancel={() => show(undefined)}
          onDone={(codes) => {
            show(undefined);
            onCodes(codes);
            again();
          }}
        />
      )}
    </section>
  );
}
