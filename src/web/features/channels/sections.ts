import { useParams } from "@tanstack/react-router";
import { useMemo } from "react";
import type { CompanyView } from "../../cache/index.ts";
import { usePreferences } from "../preferences/use-preferences.ts";
import { arrange, type Sections } from "./arrange.ts";
import { useNamer } from "./channel-name.ts";

export function useSections(company: CompanyView): Sections {
  const nameOf = useNamer(company.id);
  const { sideBar } = usePreferences(company.id).preferences;
  const { channel } = useParams({ strict: false });
  // Only where something is hidden does it matter which one is open.
  const { unreadOnly, folded, sections } = sideBar;
  const current = unreadOnly || folded.length > 0 || sections.some(({ collapsed }) => collapsed) ? channel : undefined;
  return useMemo(() => arrange(company.channels.values(), sideBar, nameOf, current), [company.channels, sideBar, nameOf, current]);
}
