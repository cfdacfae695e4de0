import { KeyRound, Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { deviceName } from "../../../contract/device.ts";
import { limits } from "../../../contract/limits.ts";
import { client } from "../../app/session.ts";
import { errorText } from "../../i18n/error-text.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Field, Input, toast } from "../../ui/index.ts";
import { FormError } from "../accounts/form-error.tsx";
import { FactorRow } from "./factor-row.tsx";
import { canPasskey, makePasskey, passkeyProblem } from "./passkey.ts";
import type { Part, Standing } from "./standing.ts";

/** Passkeys: added, named, removed. */
export function PasskeyList({ standing: { factors, passkeysPossible }, again, onCodes }: Part) {
  const t = useWords();
  const passkeys = factors.filter(({ kind }) => kind === "passkey");
  const isLast = factors.length === 1;
  return (
    <section>
      <h2 className="text-lg font-semibold">{t("factors.keys.title")}</h2>
      <p className="mt-1 text-ink-2">{t("factors.keys.lead")}</p>
      {passkeys.length > 0 && (
        <ul className="mt-4 divide-y divide-line border-y border-line">
          {passkeys.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} isLast={isLast} again={again} />
          ))}
        </ul>
      )}
      {passkeysPossible && canPasskey() ? (
        <AddPasskey again={again} onCodes={onCodes} />
      ) : (
        <p className="mt-4 rounded-box bg-side px-4 py-3 text-sm text-ink-2">
          {"PublicKeyCredential" in globalThis || !isSecureContext ? t("factors.keys.notHere") : t("factors.keys.notBrowser")}
        </p>
      )}
    </section>
  );
}

function PasskeyRow({ passkey, isLast, again }: { passkey: Standing["factors"][number]; isLast: boolean; again: () => void }) {
  const t = useWords();
  const [isRenaming, setRenaming] = useState(false);
  const rename = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name")).trim();
    try {
      await client.call("renameFactor", { params: { factor: passkey.id }, body: { name } });
      toast(t("factors.keys.renamed"));
      setRenaming(false);
      again();
    } catch (refused) {
      toast(errorText(refused));
    }
  };
  if (isRenaming)
    return (
      <li className="py-3">
        <form onSubmit={(event) => void rename(event)} className="flex flex-wrap items-end gap-2">
          <div className="min-w-40 flex-1">
            <Field label={t("factors.keys.renameOf", { name: passkey.name })}>
              {(control) => <Input {...control} name="name" required autoFocus maxLength={limits.name} defaultValue={passkey.name} />}
            </Field>
          </div>
          <Button onClick={() => setRenaming(false)}>{t("ui.cancel")}</Button>
          <Button type="submit" look="primary">
            {t("ui.save")}
          </Button>
        </form>
      </li>
    );
  return (
    <FactorRow
      factor={passkey}
      name={passkey.name}
      icon={KeyRound}
      consequence={`${t("factors.keys.removeText")} ${isLast ? t("factors.app.removeLast") : t("factors.app.removeOne")}`}
      onRemoved={again}
    >
      <Button size="small" onClick={() => setRenaming(true)}>
        {t("factors.keys.rename")}
      </Button>
    </FactorRow>
  );
}

function AddPasskey({ again, onCodes }: Pick<Part, "again" | "onCodes">) {
  const t = useWords();
  const [name, setName] = useState(() => deviceName(navigator.userAgent));
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const add = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      const passkey = await makePasskey(client);
      const { recoveryCodes } = await client.call("addPasskey", { body: { name: name.trim(), passkey } });
      toast(t("factors.keys.added"));
      onCodes(recoveryCodes);
      again();
    } catch (refused) {
      setProblem(passkeyProblem(refused));
    }
    setBusy(false);
  };
  return (
    <form onSubmit={(event) => void add(event)} className="mt-4 flex flex-col gap-3">
      <div className="flex flex-wrap items-end gap-2">
        <div className="min-w-40 flex-1">
          <Field label={t("factors.keys.name")}>
            {(control) => <Input {...control} required maxLength={limits.name} value={name} onChange={({ target }) => setName(target.value)} />}
          </Field>
        </div>
        <Button type="submit" icon={Plus} disabled={busy || name.trim() === ""}>
          {t("factors.keys.add")}
        </Button>
      </div>
      <FormError text={problem} />
    </form>
  );
}
