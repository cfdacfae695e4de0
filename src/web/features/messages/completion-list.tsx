import { Hash, Megaphone, Users } from "lucide-react";
import { useWords } from "../../i18n/use-words.ts";
import { Option, Options } from "../../ui/options.tsx";
import { PersonMark } from "../people/person-mark.tsx";
import type { Candidate } from "./use-completion.ts";

interface CompletionListProps {
  readonly id: string;
  readonly company: string;
  readonly candidates: readonly Candidate[];
  readonly current: Candidate;
  readonly onChoose: (candidate: Candidate) => void;
}

/** Names an option: a team's sign may hold spaces, which an id must not. */
export const optionOf = (list: string, { kind, id, sign }: Candidate): string => `${list}-${kind}-${id || sign}`;

export function CompletionList({ id, company, candidates, current, onChoose }: CompletionListProps) {
  const t = useWords();
  return (
    <Options
      id={id}
      label={t("writing.completion")}
      className="absolute bottom-full left-2 z-20 mb-1.5 w-80 max-w-[calc(100%-1rem)] rounded-box bg-raised p-1 text-sm shadow-float"
    >
      {candidates.map((candidate) => (
        <Option key={optionOf(id, candidate)} id={optionOf(id, candidate)} isCurrent={candidate === current} onChoose={() => onChoose(candidate)}>
          {candidate.kind === "person" && <PersonMark company={company} person={candidate.id} size={20} />}
          {candidate.kind === "team" && <Users aria-hidden size={15} className="text-ink-3" />}
          {candidate.kind === "channel" && <Hash aria-hidden size={15} className="text-ink-3" />}
          {candidate.kind === "emoji" && (
            <span aria-hidden className="w-6 text-center text-lg">
              {candidate.sign}
            </span>
          )}
          {candidate.kind === "everybody" && <Megaphone aria-hidden size={15} className="text-ink-3" />}
          <bdi className="truncate font-medium" title={candidate.name}>
            {candidate.name}
          </bdi>
          {candidate.kind === "person" && <span className="truncate text-ink-3">{candidate.sign}</span>}
          {candidate.kind === "everybody" && (
            <span className="truncate text-ink-3">{candidate.sign === "@here" ? t("writing.everybody.here") : t("writing.everybody.channel")}</span>
          )}
        </Option>
      ))}
    </Options>
  );
}
