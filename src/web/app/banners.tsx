import { HardDrive, RefreshCw, WifiOff } from "lucide-react";
import { useEffect, useState } from "react";
import { useCache } from "../cache/index.ts";
import { DemandBanner } from "../features/factors/demand-banner.tsx";
import { shortTime } from "../i18n/times.ts";
import { useWords } from "../i18n/use-words.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";

/** Facts about the whole app: no connection, a full disk, a newer build. Loads when all is quiet. */
export default function Banners({ company }: { company?: string }) {
  const t = useWords();
  const readOnly = useCache((cache) => cache.readOnly);
  const asOf = useCache((cache) => cache.asOf);
  const offline = useOffline();
  const newer = useNewerBuild();
  return (
    <>
      {asOf > 0 ? (
        <Banner icon={WifiOff}>{t("offline.asOf", { when: shortTime(asOf, Date.now()) })}</Banner>
      ) : (
        offline && <Banner icon={WifiOff}>{t("offline.cut")}</Banner>
      )}
      {readOnly && (
        <Banner look="warning" icon={HardDrive}>
          {t("offline.readOnly")}
        </Banner>
      )}
      {company !== undefined && <DemandBanner company={company} />}
      {newer && (
        <Banner
          icon={RefreshCw}
          action={
            <Button size="small" onClick={() => location.reload()}>
              {t("offline.newer.reload")}
            </Button>
          }
        >
          {t("offline.newer.text")}
        </Banner>
      )}
    </>
  );
}

/** A short cut isn't worth a word: true after two seconds without a connection. */
function useOffline(): boolean {
  const cut = useCache((cache) => cache.connection !== "live");
  const [felt, setFelt] = useState(false);
  useEffect(() => {
    if (!cut) return;
    const timer = setTimeout(() => setFelt(true), 2000);
    return () => {
      clearTimeout(timer);
      setFelt(false);
    };
  }, [cut]);
  return felt;
}

/** True when the server says another build than it did at first: this page is older. */
function useNewerBuild(): boolean {
  const build = useCache((cache) => cache.build);
  const [first, setFirst] = useState(build);
  if (first === "" && build !== "") setFirst(build);
  return first !== "" && build !== first;
}
