import { useEffect, useState } from "react";
import type { Endpoints, ReplyOf } from "../../../contract/index.ts";
import { useWorkspace } from "../../app/workspace.ts";
import type { CompanyView } from "../../cache/index.ts";

type Found = ReplyOf<Endpoints["browseChannels"]>["channels"];

/** Public channels of that name that the reader is not in; a guest is told of none. */
export function useFoundChannels({ id: company, role }: CompanyView, query: string): Found {
  const workspace = useWorkspace();
  const [found, setFound] = useState<Found>([]);
  const words = query.trim();
  useEffect(() => {
    let current = true;
    const timer = setTimeout(() => {
      if (words === "" || role === "guest") return setFound([]);
      workspace.call("browseChannels", { params: { company }, body: { words, limit: 20 } }).then(
        ({ channels }) => current && setFound(channels.filter(({ joined }) => !joined).slice(0, 8)),
        () => undefined, // what is known here stays on offer
      );
    }, 120);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [workspace, company, role, words]);
  return found;
}
