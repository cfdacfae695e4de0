import { useSearch } from "@tanstack/react-router";
import { ListPlus, MailOpen, UserPlus } from "lucide-react";
import { useEffect, useState } from "react";
import type { z } from "zod";
import type { Invite } from "../../../contract/index.ts";
import { runAction } from "../../app/actions.ts";
import { useAnswer } from "../../app/use-answer.ts";
import { useWorkspace } from "../../app/workspace.ts";
import type { CompanyView } from "../../cache/index.ts";
import { errorText } from "../../i18n/error-text.ts";
import { dayAndTime, serverNow, shortTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Choice, Empty, toast } from "../../ui/index.ts";
import { InviteManyDialog } from "./invite-many-dialog.tsx";
import { ListStates } from "./list-states.tsx";

type InviteRow = z.output<typeof Invite>;
const filters = ["open", "all"] as const;

/** Links that let somebody in: who made them for whom, how long they last; taken back at once. */
export function Invitations({ company }: { company: CompanyView }) {
  const t = useWords();
  const asked = useAnswer("listInvites", { params: { company: company.id } });
  const [filter, setFilter] = useState<(typeof filters)[number]>("open");
  const [many, setMany] = useState(false);
  const { dialog } = useSearch({ from: "/gated/c/$company" });
  const { again } = asked;
  useEffect(() => {
    if (dialog === undefined && !many) again(); // one may have been made
  }, [dialog, many, again]);
  return (
    <>
      <div className="flex flex-wrap items-center gap-3 py-4">
        <Choice
          label={t("administration.invites.show")}
          value={filter}
          onChange={setFilter}
          options={filters.map((value) => ({ value, text: t(`administration.invites.filter.${value}`) }))}
        />
        <span className="flex-1" />
        <Button icon={ListPlus} onClick={() => setMany(true)}>
          {t("administration.many.open")}
        </Button>
        <Button look="primary" icon={UserPlus} onClick={() => runAction("invite")}>
          {t("administration.invites.make")}
        </Button>
      </div>
      <ListStates asked={asked}>
        {({ invites }) => {
          const shown = invites.filter(({ state }) => filter === "all" || state === "open");
          if (shown.length === 0)
            return (
              <Empty icon={MailOpen} title={t("administration.invites.empty.title")}>
                {t("administration.invites.empty.text")}
              </Empty>
            );
          return (
            <ul className="divide-y divide-line border-y border-line">
              {shown.map((invite) => (
                <InviteEntry key={invite.id} company={company.id} invite={invite} onRevoked={again} />
              ))}
            </ul>
          );
        }}
      </ListStates>
      {many && <InviteManyDialog company={company} onClose={() => setMany(false)} />}
    </>
  );
}

function InviteEntry({ company, invite, onRevoked }: { company: string; invite: InviteRow; onRevoked: () => void }) {
  const t = useWords();
  const workspace = useWorkspace();
  const [busy, setBusy] = useState(false);
  const isOpen = invite.state === "open";
  const revoke = async () => {
    setBusy(true);
    try {
      await workspace.call("revokeInvite", { params: { company, invite: invite.id } });
      toast(t("administration.invites.revoked"));
    } catch (refused) {
      toast(errorText(refused));
    }
    setBusy(false);
    onRevoked();
  };
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2">
      <div className="min-w-48 flex-1 leading-snug">
        <p className="truncate font-medium" title={invite.label || undefined}>
          {invite.label ? <bdi>{invite.label}</bdi> : <span className="text-ink-3">{t("administration.invites.noLabel")}</span>}
        </p>
        <p className="text-sm text-ink-3">
          {t(`people.roles.${invite.role}`)}
          {isOpen && ` · ${t("administration.invites.uses", { count: invite.usesLeft })}`} ·{" "}
          <span title={dayAndTime(invite.expiresAt)}>
            {isOpen
              ? t("administration.invites.until", { when: dayAndTime(invite.expiresAt) })
              : t("administration.invites.madeAt", { when: shortTime(invite.createdAt, serverNow()) })}
          </span>
        </p>
      </div>
      {isOpen ? (
        <Button size="small" disabled={busy} onClick={() => void revoke()}>
          {t("administration.invites.revoke")}
        </Button>
      ) : (
        <span className="text-sm text-ink-3">{t(`administration.invites.states.${invite.state}`)}</span>
      )}
    </li>
  );
}
