import { Bot } from "lucide-react";
import { type FormEvent, useState } from "react";
import { limits } from "../../../contract/limits.ts";
import { client } from "../../app/session.ts";
import { useAnswer } from "../../app/use-answer.ts";
import { type CompanyView, useCache } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Field, Input, toast } from "../../ui/index.ts";
import { fieldProblem, formProblem } from "../accounts/field-problems.ts";
import { FormError } from "../accounts/form-error.tsx";
import { ListStates } from "../administration/list-states.tsx";
import { TokenDialog } from "./token-dialog.tsx";
import { TokenList } from "./token-list.tsx";
import { useTeamNames } from "./use-team-names.ts";

/** All programs of the workspace: administrators see and end their tokens, make services, and set how long a token may last. */
export function CompanyTokens({ company: { id } }: { company: CompanyView }) {
  const t = useWords();
  const asked = useAnswer("listTokens", { params: { company: id } });
  const teams = useTeamNames(id, true);
  const people = useCache((cache) => cache.people);
  const [isMaking, setMaking] = useState(false);
  const { again, answer } = asked;
  const services = new Map(
    (answer?.tokens ?? []).flatMap(({ kind, person }) => {
      const row = people.get(person);
      return kind === "service" && row?.state === "active" ? [[person, row.name] as const] : [];
    }),
  );
  const close = () => {
    setMaking(false);
    again();
  };
  return (
    <>
      <div className="flex flex-wrap items-start gap-3 py-4">
        <p className="min-w-60 flex-1 text-ink-2">{t("tokens.all.lead")}</p>
        <Button look="primary" icon={Bot} disabled={!answer} onClick={() => setMaking(true)}>
          {t("tokens.all.service")}
        </Button>
      </div>
      <ListStates asked={asked}>
        {({ tokens, mostDays }) => (
          <>
            <TokenList company={id} tokens={tokens} teams={teams} withOwners none={t("tokens.empty.all")} onRevoked={again} />
            <Maximum key={mostDays} company={id} mostDays={mostDays} onSet={again} />
          </>
        )}
      </ListStates>
      {isMaking && answer && <TokenDialog company={id} kind="service" mostDays={answer.mostDays} teams={teams} services={services} onClose={close} />}
    </>
  );
}

function Maximum({ company, mostDays, onSet }: { company: string; mostDays: number; onSet: () => void }) {
  const t = useWords();
  const [days, setDays] = useState(String(mostDays));
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await client.call("setTokenPolicy", { params: { company }, body: { mostDays: Number(days) } });
      toast(t("tokens.all.saved", { count: Number(days) }));
      onSet();
    } catch (refused) {
      setError(refused);
    }
    setBusy(false);
  };
  return (
    <form onSubmit={(event) => void save(event)} className="mt-8 flex flex-col items-start gap-3 border-t border-line pt-6">
      <Field label={t("tokens.all.most")} help={t("tokens.all.mostHelp")} error={fieldProblem(error, "mostDays")}>
        {(control) => (
          <Input
            {...control}
            type="number"
            required
            min={1}
            max={limits.tokenDays.most}
            value={days}
            onChange={({ target }) => setDays(target.value)}
            className="max-w-28"
          />
        )}
      </Field>
      <FormError text={formProblem(error, ["mostDays"])} />
      <Button type="submit" disabled={busy || Number(days) === mostDays}>
        {t("tokens.all.save")}
      </Button>
    </form>
  );
}
