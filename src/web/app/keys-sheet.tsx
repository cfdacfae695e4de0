import { useWords } from "../i18n/use-words.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Keys } from "../ui/keys.tsx";
import { Switch } from "../ui/switch.tsx";
import { actionNames, actions } from "./actions.ts";
import type { CompanyDialogProps } from "./dialogs.tsx";
import { useSetting, writeSetting } from "./settings.ts";

const groups = [
  { where: ["anywhere", "outside"], title: "app.keys.anywhere" },
  { where: ["list"], title: "app.keys.list" },
  { where: ["composer"], title: "app.keys.composer" },
] as const;

/** All keys, from the same list that handles them. */
export default function KeysSheet({ onClose }: CompanyDialogProps) {
  const t = useWords();
  const letters = useSetting("letters") !== "off";
  return (
    <Dialog title={t("app.keys.title")} onClose={onClose} wide>
      <div className="grid gap-x-10 gap-y-5 sm:grid-cols-2">
        {groups.map(({ where, title }) => (
          <section key={title}>
            <h3 className="mb-1.5 text-sm font-semibold">{t(title)}</h3>
            <dl className="flex flex-col gap-1.5 text-sm">
              {actionNames
                .filter((name) => actions[name].keys !== "" && where.some((place) => place === actions[name].where))
                .map((name) => (
                  <div key={name} className="flex items-center justify-between gap-4">
                    <dt className="text-ink-2">{t(`app.actions.${name}`)}</dt>
                    <dd>
                      <Keys keys={actions[name].keys} />
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
      <div className="mt-6 border-t border-line pt-4">
        <Switch
          label={t("app.keys.letters")}
          help={t("app.keys.lettersHelp")}
          checked={letters}
          onChange={(on) => writeSetting("letters", on ? "on" : "off")}
        />
      </div>
    </Dialog>
  );
}
