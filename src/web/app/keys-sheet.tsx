import { useNavigate } from "@tanstack/react-router";
import { Settings2 } from "lucide-react";
import { useWords } from "../i18n/use-words.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Keys } from "../ui/keys.tsx";
import "./all-actions.ts";
import { actionNames, isSingle, keysFor, placeOf, singlesAct, useReadyActions } from "./actions.ts";
import type { CompanyDialogProps } from "./dialogs.tsx";

const groups = [
  { where: ["anywhere", "outside"], title: "keys.sheet.anywhere" },
  { where: ["list", "within"], title: "keys.sheet.list" },
  { where: ["composer"], title: "keys.sheet.composer" },
] as const;

/** All keys as they act now, from the same list that handles them. */
export default function KeysSheet({ company, onClose }: CompanyDialogProps) {
  const t = useWords();
  const navigate = useNavigate();
  useReadyActions(); // and again when the keys change
  const acts = (keys: string) => keys !== "" && (singlesAct() || !isSingle(keys));
  return (
    <Dialog title={t("app.keys.title")} onClose={onClose} wide>
      <div className="grid gap-x-10 gap-y-5 sm:grid-cols-2">
        {groups.map(({ where, title }) => (
          <section key={title}>
            <h3 className="mb-1.5 text-sm font-semibold">{t(title)}</h3>
            <dl className="flex flex-col gap-1.5 text-sm">
              {actionNames()
                .filter((name) => acts(keysFor(name)) && where.some((place) => place === placeOf(name)))
                .map((name) => (
                  <div key={name} className="flex items-center justify-between gap-4">
                    <dt className="text-ink-2">{t(`keys.actions.${name}`)}</dt>
                    <dd>
                      <Keys keys={keysFor(name)} />
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
      <div className="mt-6 border-t border-line pt-4">
        <Button icon={Settings2} onClick={() => void navigate({ href: `/c/${company.id}/you/keys` })}>
          {t("keys.sheet.change")}
        </Button>
      </div>
    </Dialog>
  );
}
