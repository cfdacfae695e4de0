import { Link } from "@tanstack/react-router";
import { KeyRound } from "lucide-react";
import { useAnswer } from "../../app/use-answer.ts";
import { date } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Banner } from "../../ui/banner.tsx";

/** From when on a company asks for the second factor that the account lacks. */
export function DemandBanner({ company }: { company: string }) {
  const t = useWords();
  const { answer } = useAnswer("getSecurity");
  const demand = answer?.demanded.find(({ company: id }) => id === company);
  if (!demand || !answer || answer.factors.length > 0) return null;
  return (
    <Banner
      look="warning"
      icon={KeyRound}
      action={
        <Link to="/settings/security" search={{ set: "app" }} className="rounded-chip py-1 font-medium whitespace-nowrap underline">
          {t("factors.needed.bannerLink")}
        </Link>
      }
    >
      {t("factors.needed.banner", { company: demand.name, day: date(demand.from) })}
    </Banner>
  );
}
