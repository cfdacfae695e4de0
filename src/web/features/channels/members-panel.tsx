import { Link } from "@tanstack/react-router";
import { UserMinus, UserPlus, Users } from "lucide-react";
import { useMemo, useState } from "react";
import { useAnswer } from "../../app/use-answer.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { errorText } from "../../i18n/error-text.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Empty, IconButton, toast } from "../../ui/index.ts";
import { NotLoaded } from "../../ui/not-loaded.tsx";
import { usePeopleByIds } from "../people/people-by-ids.ts";
import { PeoplePicker } from "../people/people-picker.tsx";
import { PersonLine, PersonLinesSkeleton } from "../people/person-line.tsx";
import { PanelHeader, type PanelProps } from "./side-panel.tsx";

/** Who is in the channel. Adding and taking out is the server's to allow; buttons are there for who may try. */
export default function MembersPanel({ company, channel, onClose }: PanelProps) {
  const t = useWords();
  const workspace = useWorkspace();
  const { answer, error, again } = useAnswer("listChannelMembers", { params: { company: company.id, channel: channel.id }, query: { limit: 500 } });
  const ids = useMemo(() => answer?.members.map(({ person }) => person) ?? [], [answer]);
  const people = usePeopleByIds(company.id, ids);
  const [adding, setAdding] = useState(false);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const mayChange =
    company.channels.has(channel.id) && company.role !== "guest" && (channel.kind === "public" || channel.kind === "private") && !channel.archived;
  const sorted = useMemo(() => ids.toSorted((a, b) => (people.get(a)?.name ?? "").localeCompare(people.get(b)?.name ?? "")), [ids, people]);

  const add = async () => {
    const params = { company: company.id, channel: channel.id };
    const added = await Promise.allSettled(chosen.map((person) => workspace.call("addChannelMember", { params: { ...params, person }, body: {} })));
    const refused = added.find((result) => result.status === "rejected");
    toast(refused ? errorText(refused.reason) : t("channels.members.added", { count: chosen.length }));
    setChosen([]);
    setAdding(false);
    again();
  };
  const remove = (person: string) =>
    workspace.call("removeChannelMember", { params: { company: company.id, channel: channel.id, person } }).then(
      () => {
        again();
        const params = { company: company.id, channel: channel.id, person };
        toast(t("channels.members.removed"), { text: t("ui.undo"), run: () => void workspace.call("addChannelMember", { params, body: {} }).then(again) });
      },
      (refused: unknown) => toast(errorText(refused)),
    );

  return (
    <>
      <PanelHeader title={t("channels.members.title")} onClose={onClose}>
        {answer && <span className="tabular">{answer.more ? `${ids.length}+` : ids.length}</span>}
      </PanelHeader>
      <div className="min-h-0 flex-1 overflow-y-auto px-3 py-3">
        {mayChange && answer && (
          <div className="px-2 pb-3">
            {adding ? (
              <>
                <PeoplePicker company={company.id} label={t("channels.members.who")} chosen={chosen} without={ids} onChange={setChosen} />
                <div className="mt-3 flex gap-2">
                  <Button look="primary" disabled={chosen.length === 0} onClick={() => void add()}>
                    {t("channels.members.add")}
                  </Button>
                  <Button look="quiet" onClick={() => setAdding(false)}>
                    {t("ui.cancel")}
                  </Button>
                </div>
              </>
            ) : (
              <Button size="small" icon={UserPlus} onClick={() => setAdding(true)}>
                {t("channels.members.add")}
              </Button>
            )}
          </div>
        )}
        {!answer && !error && <PersonLinesSkeleton count={6} label={t("ui.loading")} />}
        {error && !answer && <NotLoaded why={error} again={again} />}
        {answer && ids.length === 0 && <Empty icon={Users} title={t("channels.members.none")} />}
        <ul>
          {sorted.map((id) => (
            <li key={id} className="group flex items-center [content-visibility:auto] [contain-intrinsic-size:auto_44px]">
              <Link
                to="."
                search={(search) => ({ ...search, panel: `person:${id}` as const })}
                className="min-w-0 flex-1 rounded-box hover:bg-hover focus-visible:-outline-offset-2"
              >
                <PersonLine company={company.id} person={id} />
              </Link>
              {mayChange && id !== company.me && (
                <IconButton
                  icon={UserMinus}
                  size="small"
                  label={t("channels.members.remove")}
                  onClick={() => void remove(id)}
                  className="mr-1 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 coarse:opacity-100"
                />
              )}
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}
