import i18next from "i18next";
import { useEffect, useRef } from "react";
import { useCache, useStore } from "../../cache/index.ts";
import type { Items } from "./timeline-items.ts";

const pause = 1500;
let region: HTMLElement | undefined;

function say(text: string): void {
  if (!region) {
    region = document.createElement("div");
    region.setAttribute("aria-live", "polite");
    region.className = "sr-only";
    document.body.append(region);
  }
  region.textContent = text;
}

/** Reads new messages of others out, gathered over a moment: one by its words, several by their number. */
export default function LiveWords({ company, items }: { readonly company: string; readonly items: Items }) {
  const store = useStore();
  const me = useCache((cache) => cache.companies.get(company)?.me);
  const said = useRef(items.last);
  useEffect(() => {
    if (items.last <= said.current) return;
    const timer = setTimeout(() => {
      const fresh = Array.from({ length: Math.min(50, items.last - said.current) }, (_, i) => items.at(items.last - i - items.first)).flatMap((item) =>
        item.kind === "message" && item.message.author !== me && item.message.body?.kind === "markdown" ? [item.message] : [],
      );
      said.current = items.last;
      const [only] = fresh;
      if (fresh.length > 1) say(i18next.t("messages.live.many", { count: fresh.length }));
      else if (only?.body?.kind === "markdown")
        say(i18next.t("messages.live.one", { name: store.get().people.get(only.author)?.name ?? "", text: only.body.text.slice(0, 300) }));
    }, pause);
    return () => clearTimeout(timer);
  }, [items, me, store]);
  useEffect(() => () => say(""), []);
  return null;
}
