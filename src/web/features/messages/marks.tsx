import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import { useCache } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { cx } from "../../ui/cx.ts";
import { lookAtChannel } from "../channels/looked.ts";
import { usePerson } from "../people/people-by-ids.ts";
import { PersonButton } from "../people/person-button.tsx";

const chip = "rounded-chip px-0.5 font-medium";
const toMe = "bg-warning-soft text-warning";
const toOthers = "bg-accent-soft text-accent";

/** `@{id}` as the name that a person or a team has today; the reader's own stands out. */
export function PersonChip({ company, id }: { company: string; id: string }) {
  const t = useWords();
  const person = usePerson(company, id);
  const team = useCache((cache) => cache.teams.get(id));
  const mine = useCache((cache) => cache.companies.get(company)?.me === id);
  if (team)
    return (
      <span className={cx(chip, team.role ? toMe : toOthers)}>
        @<bdi>{team.name}</bdi>
      </span>
    );
  return (
    <PersonButton person={id} className={cx(chip, mine ? toMe : toOthers)} title={person ? `@${person.handle}` : undefined}>
      @<bdi>{person?.name ?? t("people.somebody")}</bdi>
    </PersonButton>
  );
}

export function ChannelChip({ company, id }: { company: string; id: string }) {
  const t = useWords();
  const workspace = useWorkspace();
  const name = useCache((cache) => cache.companies.get(company)?.channels.get(id)?.name ?? cache.looked.get(id)?.name);
  useEffect(() => {
    if (name === undefined) void lookAtChannel(workspace, company, id);
  }, [workspace, company, id, name]);
  if (name === undefined) return <span className={cx(chip, "bg-hover text-ink-2")}>#{t("channels.unknown")}</span>;
  return (
    <Link to="/c/$company/channels/$channel" params={{ company, channel: id }} className={cx(chip, "bg-accent-soft text-accent hover:underline")}>
      #<bdi>{name}</bdi>
    </Link>
  );
}

export function Everybody({ text }: { text: string }) {
  return <span className={cx(chip, "bg-warning-soft text-warning")}>{text}</span>;
}

/** A sign that would change the direction of what follows, made visible instead of taking effect. */
export function HiddenSign({ code }: { code: string }) {
  const t = useWords();
  return (
    <span title={t("messages.hiddenSign", { code })} className="rounded-chip bg-danger-soft px-0.5 font-mono text-xs text-danger">
      U+{code}
    </span>
  );
}
