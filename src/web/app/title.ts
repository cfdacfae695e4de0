import { useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";
import { useCache } from "../cache/index.ts";
import { useChannelName } from "../features/channels/channel-name.ts";

/** `(3) #security · Company`: the number counts what is addressed to the reader in all companies, a dot says that there is other news. */
export function Title({ company: companyId }: { company: string }): null {
  const company = useCache((cache) => cache.companies.get(companyId)?.name ?? "");
  const count = useCache((cache) =>
    [...cache.companies.values()].reduce((sum, { channels }) => sum + [...channels.values()].reduce((sum, row) => sum + row.count, 0), 0),
  );
  const news = useCache((cache) => [...cache.companies.values()].some(({ channels }) => [...channels.values()].some((row) => row.unread && !row.muted)));
  const channel = useRouterState({ select: ({ location }) => /\/channels\/([0-9a-f-]{36})/.exec(location.pathname)?.[1] });
  const name = useChannelName(companyId, channel);
  useEffect(() => {
    const sign = count > 0 ? `(${count}) ` : news ? "• " : "";
    const title = sign + [name, company || "Bastide"].filter(Boolean).join(" · ");
    const timer = setTimeout(() => (document.title = title), 50); // the browser takes longer over it than over a row: the screen comes first
    return () => clearTimeout(timer);
  }, [company, count, news, name]);
  useEffect(
    () => () => {
      document.title = "Bastide";
    },
    [],
  );
  return null;
}
