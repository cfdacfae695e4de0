import { X } from "lucide-react";
import { useAnswer } from "../../app/use-answer.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { useCache } from "../../cache/index.ts";
import { errorText } from "../../i18n/error-text.ts";
import { useWords } from "../../i18n/use-words.ts";
import { IconButton, toast } from "../../ui/index.ts";
import { PeoplePicker } from "../people/people-picker.tsx";
import { PersonLine } from "../people/person-line.tsx";
import { ListStates } from "./list-states.tsx";

const roles = ["member", "manager", "administrator"] as const;
type Role = (typeof roles)[number];

export function TeamMembers({ company, team }: { company: string; team: string }) {
  const t = useWords();
  const workspace = useWorkspace();
  const asked = useAnswer("listTeamMembers", { params: { company, team } });
  const people = useCache((cache) => cache.people);
  const nameOf = (person: string) => people.get(person)?.name ?? t("people.somebody");

  const change = async (person: string, role: Role | null, undo?: { readonly role: Role | null }) => {
    const params = { company, team, person };
    try {
      if (role) await workspace.call("setTeamMember", { params, body: { role } });
      else await workspace.call("removeTeamMember", { params });
      const text = role
        ? t("administration.teams.roleDone", { name: nameOf(person), role: t(`administration.teams.roles.${role}`) })
        : t("administration.teams.outDone", { name: nameOf(person) });
      toast(text, undo && { text: t("ui.undo"), run: () => void change(person, undo.role) });
    } catch (refused) {
      toast(errorText(refused));
    }
    asked.again();
  };

  return (
    <div className="pb-4 pl-6">
      <ListStates asked={asked}>
        {({ members }) => (
          <>
            <ul>
              {members.map(({ person, role }) => (
                <li key={person} className="flex flex-wrap items-center gap-1">
                  <PersonLine company={company} person={person} />
                  <select
                    aria-label={t("administration.people.roleOf", { name: nameOf(person) })}
                    value={role}
                    onChange={({ target }) => {
                      const next = roles.find((role) => role === target.value);
                      if (next) void change(person, next, { role });
                    }}
                    className="h-9 rounded-box bg-raised px-2 text-sm ring-1 ring-edge ring-inset"
                  >
                    {roles.map((value) => (
                      <option key={value} value={value}>
                        {t(`administration.teams.roles.${value}`)}
                      </option>
                    ))}
                  </select>
                  <IconButton icon={X} label={t("people.takeOut", { name: nameOf(person) })} onClick={() => void change(person, null, { role })} />
                </li>
              ))}
              {members.length === 0 && <li className="py-2 text-sm text-ink-3">{t("administration.teams.nobody")}</li>}
            </ul>
            <div className="mt-3 max-w-112">
              <PeoplePicker
                company={company}
                label={t("administration.teams.add")}
                chosen={[]}
                without={members.map(({ person }) => person)}
                onChange={([person]) => person && void change(person, "member", { role: null })}
              />
            </div>
          </>
        )}
      </ListStates>
    </div>
  );
}
