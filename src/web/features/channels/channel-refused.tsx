import { Link, useParams } from "@tanstack/react-router";
import { Lock } from "lucide-react";
import { lazy, Suspense } from "react";
import { ApiError } from "../../../client/index.ts";
import { errorText } from "../../i18n/error-text.ts";
import { withWords } from "../../i18n/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Empty } from "../../ui/empty.tsx";
import { NotLoaded } from "../../ui/not-loaded.tsx";

const KeptWords = lazy(() => withWords(["writing"], import("../messages/writing/kept-words.tsx")));

/** In the place of a channel that isn't the reader's, or that could not be had. */
export default function ChannelRefused({ company, why, again }: { company: string; why: unknown; again: () => void }) {
  const t = useWords();
  const { channel } = useParams({ from: "/gated/c/$company/channels/$channel" });
  if (!(why instanceof ApiError && why.status === 404)) return <NotLoaded why={errorText(why)} again={again} />;
  const back = (
    <Link
      to="/c/$company"
      params={{ company }}
      className="inline-flex h-9 items-center rounded-box px-3.5 font-medium ring-1 ring-edge ring-inset hover:bg-hover coarse:h-11"
    >
      {t("ui.back")}
    </Link>
  );
  return (
    <Empty icon={Lock} title={t("channelSettings.noRights.title")} action={back}>
      {t("channelSettings.noRights.text")}
      <div className="mt-4">
        <Suspense>
          <KeptWords channel={channel} withThreads />
        </Suspense>
      </div>
    </Empty>
  );
}
