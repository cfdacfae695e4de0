import { useEffect } from "react";
import { useCache } from "../../cache/index.ts";

/** The tab's icon carries a dot while something addresses the reader, in any company; the title says how much. */
export function useIconBadge(): void {
  const isAddressed = useCache((cache) => [...cache.companies.values()].some(({ channels }) => [...channels.values()].some(({ count }) => count > 0)));
  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>("link[rel=icon]");
    if (!icon) return;
    icon.href = isAddressed ? "/favicon-news.svg" : "/favicon.svg";
    return () => {
      icon.href = "/favicon.svg";
    };
  }, [isAddressed]);
}
