import { Link } from "@tanstack/react-router";
import { Pin } from "lucide-react";
import { useAnswer } from "../../app/use-answer.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Empty, SkeletonLines } from "../../ui/index.ts";
import { NotLoaded } from "../../ui/not-loaded.tsx";
import { MessageCard } from "../messages/message-card.tsx";
import { PanelHeader, type PanelProps } from "./side-panel.tsx";

export default function PinsPanel({ company, channel, onClose }: PanelProps) {
  const t = useWords();
  const { answer, error, again } = useAnswer("listPins", { params: { company: company.id, channel: channel.id } });
  return (
    <>
      <PanelHeader title={t("channels.pins")} onClose={onClose} />
      <div className="min-h-0 flex-1 overflow-y-auto">
        {!answer && !error && (
          <div className="p-5">
            <SkeletonLines count={4} label={t("ui.loading")} />
          </div>
        )}
        {error && !answer && <NotLoaded why={error} again={again} />}
        {answer?.messages.length === 0 && (
          <Empty icon={Pin} title={t("channelSettings.noPins.title")}>
            {t("channelSettings.noPins.text")}
          </Empty>
        )}
        <ul className="divide-y divide-line">
          {answer?.messages.map((message) => (
            <li key={message.ref}>
              <Link
                to="/c/$company/channels/$channel"
                params={{ company: company.id, channel: channel.id }}
                search={{ at: message.ref, panel: message.reply > 0 ? `thread:${message.post}` : "pins" }}
                className="block px-5 py-3 hover:bg-side"
              >
                <MessageCard company={company.id} message={message} />
              </Link>
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}
