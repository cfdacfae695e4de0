import { useEffect } from "react";
import "../../app/all-actions.ts";
import { chooseKeys } from "../../app/actions.ts";
import { loadDialogs } from "../../app/dialogs.tsx";
import { type CompanyView, useCache } from "../../cache/index.ts";
import { ViewerHost } from "../attachments/viewer/viewer-host.tsx";
import { CompanyNotices } from "../notices/company-notices.tsx";
import { useOwnPlace } from "../notices/use-own-place.ts";
import { useOffline } from "../offline/use-offline.ts";
import { useAway } from "../people/use-away.ts";
import { usePreferences } from "../preferences/use-preferences.ts";
import { ShareHost } from "../shares/share-host.tsx";
import { MoreActions } from "./more-actions.tsx";
import { useIconBadge } from "./use-icon-badge.ts";

/** What the frame does besides showing itself: keys of one's own, actions without a button in sight, notices. Loads when all is quiet. */
export default function LateFrame({ company }: { company: CompanyView }) {
  const { preferences } = usePreferences(company.id);
  const companies = useCache((cache) => cache.companies);
  useEffect(() => chooseKeys(preferences.keys), [preferences.keys]);
  useEffect(() => void loadDialogs().catch(() => undefined), []); // asked for again when one opens
  useIconBadge();
  useOffline();
  useOwnPlace();
  useAway();
  return (
    <>
      <MoreActions company={company} />
      <ShareHost />
      <ViewerHost company={company.id} />
      {[...companies.values()].map((view) => (
        <CompanyNotices key={view.id} company={view} />
      ))}
    </>
  );
}
