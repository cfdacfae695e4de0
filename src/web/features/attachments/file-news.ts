import { useCallback, useEffect, useState } from "react";
import { ApiError } from "../../../client/index.ts";
import type { Endpoints, ReplyOf } from "../../../contract/index.ts";
import type { ServerFrame } from "../../../contract/socket.ts";
import { useWorkspace, type Workspace } from "../../app/workspace.ts";

type File = ReplyOf<Endpoints["getFile"]>;

const settling = 150;
const kinds = new Set(["filed", "deleted"]);

/** Files of this channel, or of any, may be others now; what came with a message goes and comes with it. */
function isNews(frame: ServerFrame, channel: string | undefined): boolean {
  if (frame.type === "me") return true;
  if (frame.type !== "events" && frame.type !== "snapshot") return false;
  if (channel !== undefined && frame.channel !== channel) return false;
  return frame.type === "snapshot" || frame.events.some(({ kind, message }) => kinds.has(kind) || (message?.files.length ?? 0) > 0);
}

/** Hears a moment after files of a channel changed; without one, of any channel. @returns how to stop */
export function onFileNews(workspace: Workspace, channel: string | undefined, listener: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = workspace.onFrame((frame) => {
    if (!isNews(frame, channel)) return;
    clearTimeout(timer);
    timer = setTimeout(listener, settling);
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}

interface Standing {
  readonly file?: File;
  /** Why nothing newer is known; of what is not there any more there is no file beside it. */
  readonly failure?: unknown;
}
const unknown: Standing = {};

/** A file as it is now, live. */
export function useStanding(company: string, channel: string, file: string): Standing & { readonly again: () => void } {
  const workspace = useWorkspace();
  const [known, setKnown] = useState({ id: file, standing: unknown });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (file === "" || turn < 0) return;
    let isCurrent = true;
    const ask = () =>
      void workspace.call("getFile", { params: { company, channel, file } }).then(
        (answer) => isCurrent && setKnown({ id: file, standing: { file: answer } }),
        (failure: unknown) => {
          if (!isCurrent) return;
          const isGone = failure instanceof ApiError && failure.status === 404;
          setKnown((before) => ({ id: file, standing: before.id === file && !isGone ? { ...before.standing, failure } : { failure } }));
        },
      );
    ask();
    const stop = onFileNews(workspace, channel, ask);
    return () => {
      isCurrent = false;
      stop();
    };
  }, [workspace, company, channel, file, turn]);
  return { ...(known.id === file ? known.standing : unknown), again: useCallback(() => setTurn((turn) => turn + 1), []) };
}
