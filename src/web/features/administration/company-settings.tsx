import { type FormEvent, useState } from "react";
import { limits } from "../../../contract/limits.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { type CompanyView, useCache, withEntry } from "../../cache/index.ts";
import { errorText } from "../../i18n/error-text.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Field, Input, toast } from "../../ui/index.ts";
import { ServerSettings } from "./server-settings.tsx";
import { SignInRules } from "./sign-in-rules.tsx";

/** How the company is called, and for owners of the installation how its server is set up. */
export function CompanySettings({ company }: { company: CompanyView }) {
  const t = useWords();
  const workspace = useWorkspace();
  const isOwner = useCache((cache) => cache.account?.installationOwner ?? false);
  const [name, setName] = useState(company.name);
  const [error, setError] = useState<string>();
  const rename = async (to: string, before?: string) => {
    setError(undefined);
    try {
      const { name } = await workspace.call("renameCompany", { params: { company: company.id }, body: { name: to } });
      workspace.store.update((cache) => {
        const view = cache.companies.get(company.id);
        return view ? { ...cache, companies: withEntry(cache.companies, company.id, { ...view, name }) } : cache;
      });
      setName(name);
      toast(t("administration.settings.renamed"), before === undefined ? undefined : { text: t("ui.undo"), run: () => void rename(before) });
    } catch (refused) {
      setError(errorText(refused));
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void rename(name.trim(), company.name);
  };
  return (
    <>
      <form onSubmit={submit} className="flex max-w-112 flex-col items-start gap-4 py-6">
        <div className="w-full">
          <Field label={t("administration.settings.name")} help={t("administration.settings.help")} error={error}>
            {(control) => <Input {...control} required maxLength={limits.name} value={name} onChange={({ target }) => setName(target.value)} />}
          </Field>
        </div>
        <Button type="submit" look="primary" disabled={name.trim() === "" || name.trim() === company.name}>
          {t("ui.save")}
        </Button>
      </form>
      <SignInRules company={company} />
      {isOwner ? <ServerSettings /> : <p className="border-t border-line pt-6 text-ink-3">{t("administration.server.ownersOnly")}</p>}
    </>
  );
}
