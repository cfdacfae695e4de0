import { useEffect, useRef, useState } from "react";
import type { BodyOf, Endpoints } from "../../../contract/index.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { errorText } from "../../i18n/error-text.ts";
import { type Answer, lastSearch } from "./kept.ts";

type Body = BodyOf<Endpoints["search"]>;

export interface Found {
  readonly answer: Answer | undefined;
  /** Asked, and not answered yet. */
  readonly looking: boolean;
  /** In the reader's words. */
  readonly error: string | undefined;
  readonly further: () => void;
  readonly again: () => void;
}

/** What the server finds of one kind. The last answer stays until the next one is there; one that was overtaken is dropped. */
export function useFound(company: string, kind: "message" | "file", body: Body | undefined): Found {
  const workspace = useWorkspace();
  const kept = lastSearch(workspace, company);
  const [answer, setAnswer] = useState(kept.answers[kind]);
  const [failure, setFailure] = useState<{ readonly why: unknown }>();
  const [going, setGoing] = useState(false);
  const [turn, setTurn] = useState(0);
  const turnOf = useRef(0);
  const asked = body && JSON.stringify(body);
  const known = useRef(answer?.to);

  useEffect(() => {
    const mine = ++turnOf.current;
    const keep = (next: Answer | undefined) => {
      known.current = next?.to;
      const { answers } = lastSearch(workspace, company);
      if (next) answers[kind] = next;
      else delete answers[kind];
      setAnswer(next);
      setFailure(undefined);
    };
    if (asked === undefined) return keep(undefined);
    if (asked === known.current && turn === 0) return;
    workspace.call("search", { params: { company }, body: JSON.parse(asked) as Body }).then(
      (reply) => mine === turnOf.current && keep({ ...reply, to: asked }),
      (why: unknown) => mine === turnOf.current && setFailure({ why }),
    );
  }, [workspace, company, kind, asked, turn]);

  const further = () => {
    if (!answer?.next || !asked || going) return;
    const mine = turnOf.current;
    setGoing(true);
    workspace
      .call("search", { params: { company }, body: { ...(JSON.parse(asked) as Body), next: answer.next } })
      .then(
        (reply) => {
          if (mine !== turnOf.current) return;
          const more = { ...reply, hits: [...answer.hits, ...reply.hits], to: answer.to };
          lastSearch(workspace, company).answers[kind] = more;
          setAnswer(more);
          setFailure(undefined);
        },
        (why: unknown) => mine === turnOf.current && setFailure({ why }),
      )
      .finally(() => setGoing(false));
  };
  const again = () => {
    setFailure(undefined);
    if (answer && answer.to === asked) further();
    else setTurn((turn) => turn + 1);
  };
  return {
    answer,
    looking: asked !== undefined && !failure && (going || answer?.to !== asked),
    error: failure && errorText(failure.why),
    further,
    again,
  };
}
