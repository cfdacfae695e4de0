import { useCallback, useEffect, useState } from "react";
import type { ReplyOf } from "../../../contract/index.ts";
import type { people } from "../../../contract/people.ts";
import { useWorkspace } from "../../app/workspace.ts";
import type { PersonRow } from "../../cache/index.ts";
import { errorText } from "../../i18n/error-text.ts";

type Found = ReplyOf<(typeof people)["listPeople"]>;

/** Everybody by pages, or those whom the words find. */
export function useDirectory(company: string, words: string) {
  const workspace = useWorkspace();
  const [answer, setAnswer] = useState<Found>();
  const [error, setError] = useState<string>();
  const [turn, setTurn] = useState(0);
  const asked = `${turn} ${words.trim()}`;
  useEffect(() => {
    let current = true;
    const sought = asked.slice(asked.indexOf(" ") + 1);
    const timer = setTimeout(
      () => {
        const answer: Promise<Found> =
          sought === ""
            ? workspace.call("listPeople", { params: { company } })
            : workspace.call("findPeople", { params: { company }, body: { words: sought, limit: 100 } }).then(({ people }) => ({ people, more: false }));
        answer.then(
          (found) => {
            if (!current) return;
            setAnswer(found);
            setError(undefined);
          },
          (refused: unknown) => current && setError(errorText(refused)),
        );
      },
      sought === "" ? 0 : 150,
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [workspace, company, asked]);

  const more = () => {
    const after = answer?.people.at(-1)?.id;
    if (!answer || after === undefined) return;
    workspace.call("listPeople", { params: { company }, query: { after } }).then(
      (next) => setAnswer({ people: [...answer.people, ...next.people], more: next.more }),
      (refused: unknown) => setError(errorText(refused)),
    );
  };
  const put = useCallback(
    (person: PersonRow) => setAnswer((before) => before && { ...before, people: before.people.map((other) => (other.id === person.id ? person : other)) }),
    [],
  );
  return { answer, error, again: useCallback(() => setTurn((turn) => turn + 1), []), more, put };
}
