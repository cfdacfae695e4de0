import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import { type MessageRow, useCache } from "../../cache/index.ts";
import { bringRange } from "../messages/pages.ts";
import { shown } from "../messages/shown-text.ts";
import { unmarked } from "../messages/unmarked.ts";
import { folded, placesOf } from "./matching.ts";

/** Messages looked at before it asks whether to go on. */
const stride = 500;

export interface Search {
  /** Numbers of the messages that hold the words, newest first. */
  readonly hits: readonly number[];
  /** The oldest message that was looked at; undefined: none yet. */
  readonly oldest: MessageRow | undefined;
  readonly isWhole: boolean;
  readonly state: "still" | "looking" | "failed";
  readonly further: () => void;
}

/**
 * Looks for words in a channel's own messages, from the newest back, among what this tab has and page by page what it hasn't:
 * parts of words count here, too, and every place where they stand; the server's search knows whole words.
 */
export function useSearch(company: string, channel: string, query: string, first: number): Search {
  const workspace = useWorkspace();
  const contents = useCache((cache) => cache.contents.get(channel));
  const last = useCache((cache) => Math.max(cache.companies.get(company)?.channels.get(channel)?.post ?? 0, cache.contents.get(channel)?.head ?? 0));
  const [reached, setReached] = useState(last + 1);
  const [state, setState] = useState<Search["state"]>("still");
  const words = folded(query.trim());
  const busy = useRef(false);

  const further = useCallback(() => {
    if (busy.current || reached <= first) return;
    busy.current = true;
    setState("looking");
    const from = Math.max(first, reached - stride);
    void bringRange(workspace, { company, channel, thread: 0 }, from, reached - 1).then((done) => {
      busy.current = false;
      setState(done ? "still" : "failed");
      if (done) setReached(from);
    });
  }, [workspace, company, channel, reached, first]);

  const begun = words !== "" && reached > last;
  useEffect(() => {
    if (begun) further();
  }, [begun, further]);

  const hits = useMemo(() => {
    const found: number[] = [];
    if (words === "") return found;
    for (let number = last; number >= Math.min(reached, last); number--) {
      const body = contents?.rows.get(String(number))?.message.body;
      if (body?.kind !== "markdown") continue;
      if (placesOf(unmarked(shown(workspace.store.get(), company, body.text).text), words).length > 0) found.push(number);
    }
    return found;
  }, [workspace, company, contents, words, last, reached]);

  const oldest = useMemo(() => {
    for (let number = reached; number <= last; number++) {
      const row = contents?.rows.get(String(number));
      if (row) return row.message;
    }
    return undefined;
  }, [contents, reached, last]);
  return { hits, oldest, isWhole: reached <= first, state, further };
}
