import { useCallback, useEffect, useState } from "react";
import type { CallRest } from "../../client/index.ts";
import type { EndpointName, Endpoints, ReplyOf } from "../../contract/index.ts";
import { errorText } from "../i18n/error-text.ts";
import { useWorkspace } from "./workspace.ts";

interface Asked<N extends EndpointName> {
  readonly answer: ReplyOf<Endpoints[N]> | undefined;
  /** In the reader's words. */
  readonly error: string | undefined;
  readonly again: () => void;
}

/**
 * What the server answers, for panes that show it once and don't keep it. Asks again when the arguments change (compared by
 * their JSON) and on `again`; the last answer stays until the next one is there.
 */
export function useAnswer<N extends EndpointName>(name: N, ...rest: CallRest<N>): Asked<N> {
  const workspace = useWorkspace();
  const [state, setState] = useState<{ answer?: ReplyOf<Endpoints[N]>; failure?: unknown }>({});
  const [turn, setTurn] = useState(0);
  const asked = JSON.stringify([turn, ...rest]); // a new turn is a new question
  useEffect(() => {
    let current = true;
    workspace.call(name, ...((JSON.parse(asked) as unknown[]).slice(1) as CallRest<N>)).then(
      (answer) => current && setState({ answer }),
      (failure: unknown) => current && setState((before) => ({ ...before, failure })),
    );
    return () => {
      current = false;
    };
  }, [workspace, name, asked]);
  const error = state.failure === undefined ? undefined : errorText(state.failure);
  return { answer: state.answer, error, again: useCallback(() => setTurn((turn) => turn + 1), []) };
}
