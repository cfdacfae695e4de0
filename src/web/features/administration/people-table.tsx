import { useNavigate } from "@tanstack/react-router";
import { Ellipsis, KeyRound, MonitorSmartphone, UserMinus, UserPlus } from "lucide-react";
import { useState } from "react";
import { runAction } from "../../app/actions.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { type CompanyView, type PersonRow, useCache, withPeople } from "../../cache/index.ts";
import { errorText } from "../../i18n/error-text.ts";
import { date } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Avatar, Button, Field, IconButton, Input, toast } from "../../ui/index.ts";
import { Menu, MenuItem, MenuLine } from "../../ui/late.tsx";
import { shapeOf } from "../people/person-mark.tsx";
import { ListStates } from "./list-states.tsx";
import { ResetDialog } from "./reset-dialog.tsx";
import { SessionsDialog } from "./sessions-dialog.tsx";
import { TakeOutDialog } from "./take-out-dialog.tsx";
import { useDirectory } from "./use-directory.ts";

type Role = PersonRow["role"];
export const roles: readonly Role[] = ["guest", "member", "administrator"];
type Asked = { readonly what: "out" | "sessions" | "reset"; readonly person: PersonRow };

/** Who can get in: everybody with role and state; taking out hands over first. */
export function PeopleTable({ company }: { company: CompanyView }) {
  const t = useWords();
  const [words, setWords] = useState("");
  const directory = useDirectory(company.id, words);
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  return (
    <>
      <div className="flex flex-wrap items-end gap-3 py-4">
        <div className="min-w-52 flex-1">
          <Field label={t("administration.people.search")}>
            {(control) => (
              <Input {...control} type="search" placeholder={t("people.nameOrHandle")} value={words} onChange={({ target }) => setWords(target.value)} />
            )}
          </Field>
        </div>
        <Button look="primary" icon={UserPlus} onClick={() => runAction("invite")}>
          {t("companies.menu.invite")}
        </Button>
      </div>
      <ListStates asked={directory}>
        {({ people, more }) => (
          <>
            {people.length === 0 && <p className="py-10 text-center text-ink-3">{t("people.noneFound")}</p>}
            <ul className="divide-y divide-line border-y border-line">
              {people.map((person) => (
                <PersonEntry key={person.id} company={company} person={person} onAsk={(what) => setAsked({ what, person })} onChanged={directory.put} />
              ))}
            </ul>
            {more && (
              <Button look="quiet" className="mt-2 w-full" onClick={directory.more}>
                {t("administration.more")}
              </Button>
            )}
          </>
        )}
      </ListStates>
      {asked?.what === "out" && (
        <TakeOutDialog company={company.id} person={asked.person} onClose={close} onDone={() => directory.put({ ...asked.person, state: "disabled" })} />
      )}
      {asked?.what === "sessions" && <SessionsDialog company={company.id} person={asked.person} onClose={close} />}
      {asked?.what === "reset" && <ResetDialog company={company.id} person={asked.person} onClose={close} />}
    </>
  );
}

interface PersonEntryProps {
  readonly company: CompanyView;
  readonly person: PersonRow;
  readonly onAsk: (what: Asked["what"]) => void;
  readonly onChanged: (person: PersonRow) => void;
}

function PersonEntry({ company, person, onAsk, onChanged }: PersonEntryProps) {
  const t = useWords();
  const workspace = useWorkspace();
  const isOwner = useCache((cache) => cache.account?.installationOwner ?? false);
  const navigate = useNavigate();
  const isActive = person.state === "active";
  const isMe = person.id === company.me;
  const setRole = async (role: Role, before: Role) => {
    onChanged({ ...person, role });
    try {
      const changed = await workspace.call("setPersonRole", { params: { company: company.id, person: person.id }, body: { role } });
      workspace.store.update((cache) => ({ ...cache, people: withPeople(cache.people, [changed]) }));
      toast(t("administration.people.roleDone", { name: person.name, role: t(`people.roles.${role}`) }), {
        text: t("ui.undo"),
        run: () => void setRole(before, role),
      });
    } catch (refused) {
      onChanged({ ...person, role: before });
      toast(errorText(refused));
    }
  };
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2 [content-visibility:auto] [contain-intrinsic-size:auto_56px]">
      <Avatar id={person.id} name={person.name} shape={shapeOf(person)} />
      <div className="min-w-40 flex-1 leading-snug">
        <p className="truncate font-medium" title={person.name}>
          <bdi>{person.name}</bdi>
          {isMe && <span className="ml-1.5 text-xs font-normal text-ink-3">{t("people.me")}</span>}
          {!isActive && <span className="ml-2 rounded-chip bg-hover px-1.5 py-0.5 text-xs font-normal text-ink-2">{t("people.left")}</span>}
          {person.kind !== "person" && (
            <span className="ml-2 rounded-chip bg-hover px-1.5 py-0.5 text-xs font-normal text-ink-2">{t(`people.${person.kind}`)}</span>
          )}
        </p>
        <p className="truncate text-sm text-ink-3" title={`@${person.handle}`}>
          @{person.handle} · {t("administration.people.since", { day: date(person.createdAt) })}
        </p>
      </div>
      <div className="ml-auto flex items-center gap-1">
        <select
          aria-label={t("administration.people.roleOf", { name: person.name })}
          value={person.role}
          disabled={!isActive || person.kind !== "person"}
          onChange={({ target }) => {
            const role = roles.find((role) => role === target.value);
            if (role) void setRole(role, person.role);
          }}
          className="h-9 rounded-box bg-raised px-2 text-sm ring-1 ring-edge ring-inset disabled:bg-hover disabled:text-ink-3"
        >
          {roles.map((role) => (
            <option key={role} value={role}>
              {t(`people.roles.${role}`)}
            </option>
          ))}
        </select>
        {isActive && !isMe && (person.kind === "person" || person.kind === "service") ? (
          <Menu align="end" trigger={<IconButton icon={Ellipsis} label={t("administration.people.more", { name: person.name })} />}>
            {isOwner && person.kind === "person" && (
              <>
                <MenuItem icon={MonitorSmartphone} onClick={() => onAsk("sessions")}>
                  {t("administration.sessions.open")}
                </MenuItem>
                <MenuItem icon={KeyRound} onClick={() => onAsk("reset")}>
                  {t("administration.reset.open")}
                </MenuItem>
                <MenuLine />
              </>
            )}
            <MenuItem icon={UserMinus} danger onClick={() => onAsk("out")}>
              {t("administration.out.open")}
            </MenuItem>
          </Menu>
        ) : isMe ? (
          <Menu align="end" trigger={<IconButton icon={Ellipsis} label={t("administration.people.more", { name: person.name })} />}>
            <MenuItem icon={MonitorSmartphone} onClick={() => void navigate({ to: "/settings" })}>
              {t("administration.sessions.own")}
            </MenuItem>
          </Menu>
        ) : (
          <span className="size-9" />
        )}
      </div>
    </li>
  );
}
