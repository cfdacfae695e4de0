import { useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import { type Place, tabsFor } from "./tabs.ts";

/** Tells the other tabs what is on this one's screen, while somebody looks at it. */
export function useOwnPlace(): void {
  const { account } = useWorkspace();
  const address = useRouterState({ select: ({ location }) => `${location.pathname} ${String((location.search as { panel?: string }).panel ?? "")}` });
  useEffect(() => {
    const tabs = tabsFor(account.id);
    const tell = () => tabs.tell(document.visibilityState === "visible" && document.hasFocus() ? placesAt(address) : []);
    tell();
    for (const name of ["focus", "blur", "pageshow"]) addEventListener(name, tell);
    document.addEventListener("visibilitychange", tell);
    return () => {
      for (const name of ["focus", "blur", "pageshow"]) removeEventListener(name, tell);
      document.removeEventListener("visibilitychange", tell);
    };
  }, [account, address]);
}

/** From `/c/<company>/channels/<channel> thread:12`. */
function placesAt(address: string): Place[] {
  const [, company, channel, panel = ""] = /^\/c\/([^/]+)\/channels\/([^/ ]+) (.*)$/.exec(address) ?? [];
  if (company === undefined || channel === undefined) return [];
  const thread = /^thread:(\d+)$/.exec(panel)?.[1];
  const place = { company, channel, thread: 0 };
  return thread === undefined ? [place] : [place, { ...place, thread: Number(thread) }];
}
