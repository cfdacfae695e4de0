import { ChevronRight, Pencil, Plus, Users } from "lucide-react";
import { type FormEvent, useState } from "react";
import type { z } from "zod";
import { limits } from "../../../contract/limits.ts";
import type { Team } from "../../../contract/teams.ts";
import { useAnswer } from "../../app/use-answer.ts";
import { useWorkspace } from "../../app/workspace.ts";
import type { CompanyView } from "../../cache/index.ts";
import { errorText } from "../../i18n/error-text.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Button, Empty, Field, IconButton, Input, toast } from "../../ui/index.ts";
import { ListStates } from "./list-states.tsx";
import { TeamMembers } from "./team-members.tsx";

type TeamRow = z.output<typeof Team>;

/** Who decides: teams with their members and what each may do there. */
export function Teams({ company }: { company: CompanyView }) {
  const t = useWords();
  const asked = useAnswer("listTeams", { params: { company: company.id } });
  const [open, setOpen] = useState<string>();
  const [naming, setNaming] = useState<TeamRow | "new">();
  return (
    <>
      <div className="flex flex-wrap items-center gap-3 py-4">
        <p className="min-w-52 flex-1 text-ink-2">{t("administration.teams.lead")}</p>
        <Button look="primary" icon={Plus} onClick={() => setNaming("new")}>
          {t("administration.teams.make")}
        </Button>
      </div>
      <ListStates asked={asked}>
        {({ teams }) =>
          teams.length === 0 ? (
            <Empty icon={Users} title={t("administration.teams.empty.title")}>
              {t("administration.teams.empty.text")}
            </Empty>
          ) : (
            <ul className="divide-y divide-line border-y border-line">
              {teams.map((team) => (
                <li key={team.id}>
                  <div className="flex items-center gap-1">
                    <h2 className="min-w-0 flex-1">
                      <button
                        type="button"
                        aria-expanded={open === team.id}
                        onClick={() => setOpen(open === team.id ? undefined : team.id)}
                        className="flex min-h-11 w-full items-center gap-2 rounded-box px-1 text-left font-medium hover:bg-hover"
                      >
                        <ChevronRight aria-hidden size={16} className={open === team.id ? "shrink-0 rotate-90 text-ink-3" : "shrink-0 text-ink-3"} />
                        <bdi className="min-w-0 truncate" title={team.name}>
                          {team.name}
                        </bdi>
                        {team.role && (
                          <span className="shrink-0 text-sm font-normal text-ink-3">
                            {t("administration.teams.own", { role: t(`administration.teams.roles.${team.role}`) })}
                          </span>
                        )}
                      </button>
                    </h2>
                    <IconButton icon={Pencil} label={t("administration.teams.renameOf", { name: team.name })} onClick={() => setNaming(team)} />
                  </div>
                  {open === team.id && <TeamMembers company={company.id} team={team.id} />}
                </li>
              ))}
            </ul>
          )
        }
      </ListStates>
      {naming && (
        <NameDialog
          company={company.id}
          team={naming === "new" ? undefined : naming}
          onClose={() => setNaming(undefined)}
          onDone={({ id }) => {
            setNaming(undefined);
            setOpen(id);
            asked.again();
          }}
        />
      )}
    </>
  );
}

interface NameDialogProps {
  readonly company: string;
  readonly team: TeamRow | undefined;
  readonly onClose: () => void;
  readonly onDone: (team: TeamRow) => void;
}

function NameDialog({ company, team, onClose, onDone }: NameDialogProps) {
  const t = useWords();
  const workspace = useWorkspace();
  const [name, setName] = useState(team?.name ?? "");
  const [error, setError] = useState<string>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    try {
      const body = { name: name.trim() };
      onDone(
        team
          ? await workspace.call("renameTeam", { params: { company, team: team.id }, body })
          : await workspace.call("createTeam", { params: { company }, body }),
      );
      toast(t(team ? "administration.teams.renamed" : "administration.teams.made"));
    } catch (refused) {
      setError(errorText(refused));
    }
  };
  return (
    <Dialog title={team ? t("administration.teams.rename") : t("administration.teams.make")} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <Field label={t("administration.teams.name")} error={error}>
          {(control) => <Input {...control} required maxLength={limits.name} value={name} onChange={({ target }) => setName(target.value)} />}
        </Field>
        <DialogActions>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button type="submit" look="primary">
            {team ? t("ui.save") : t("administration.teams.make")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
