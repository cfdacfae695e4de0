import { useCallback } from "react";
import { type CompanyView, useCache } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { useNamer } from "../channels/channel-name.ts";
import { isShared, ownChannel } from "./paths.ts";

/** How the top of a channel's files is called: one's own drive, a shared folder, or the channel. */
export function useRootName(company: CompanyView): (channel: string) => string {
  const t = useWords();
  const nameOf = useNamer(company.id);
  const looked = useCache((cache) => cache.looked);
  return useCallback(
    (channel) => {
      const row = company.channels.get(channel);
      if (!row) return looked.has(channel) ? `#${looked.get(channel)?.name}` : "";
      if (row.id === ownChannel(company)?.id) return t("drive.mine.title");
      return (row.kind === "public" || row.kind === "private") && !isShared(row) ? `#${row.name}` : nameOf(row);
    },
    [company, nameOf, looked, t],
  );
}
