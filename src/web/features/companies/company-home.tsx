import { Navigate, useParams } from "@tanstack/react-router";
import { MessageSquare } from "lucide-react";
import { useEffect } from "react";
import { runAction } from "../../app/actions.ts";
import { lastChannel } from "../../app/last-channel.ts";
import { nowQuiet } from "../../app/quiet.ts";
import { useMedia } from "../../app/use-media.ts";
import { useCache } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button } from "../../ui/button.tsx";
import { Empty } from "../../ui/empty.tsx";

/** Wide: straight to the channel that was open last. On phones the side bar is this screen. */
export function CompanyHome() {
  const t = useWords();
  const onDesk = useMedia("desk");
  useEffect(nowQuiet, []);
  const { company: id } = useParams({ from: "/gated/c/$company" });
  const company = useCache((cache) => cache.companies.get(id));
  if (!company) return null;
  const open = [...company.channels.values()].filter(({ archived }) => !archived);
  const last = lastChannel(id);
  const channel = open.find((row) => row.id === last) ?? open.toSorted((a, b) => a.createdAt - b.createdAt)[0];
  if (channel && onDesk)
    return <Navigate to="/c/$company/channels/$channel" params={{ company: id, channel: channel.id }} search={(search) => search} replace />;
  return (
    <div className="flex-1">
      <Empty
        icon={MessageSquare}
        title={t("companies.home.title")}
        action={
          company.role !== "guest" && (
            <Button look="primary" onClick={() => runAction("createChannel")}>
              {t("channels.create.title")}
            </Button>
          )
        }
      >
        {t("companies.home.text")}
      </Empty>
    </div>
  );
}
