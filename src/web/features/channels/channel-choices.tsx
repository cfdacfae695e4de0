import { useNavigate } from "@tanstack/react-router";
import { Archive, ArchiveRestore, LogOut, Trash2 } from "lucide-react";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import type { CompanyView, MyChannelRow } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Choice } from "../../ui/index.ts";
import { Switch } from "../../ui/switch.tsx";
import { isDirect } from "./arrange.ts";
import { archiveChannel, configureChannel, leaveChannel, muteChannel, setNotices, starChannel } from "./channel-changes.ts";
import { noticeLevels } from "./notice-levels.ts";

const EraseDialog = lazy(() => import("./erase-dialog.tsx"));

/** What a member chooses for himself, and what managers choose for all. */
export function ChannelChoices({ company, row }: { company: CompanyView; row: MyChannelRow }) {
  const t = useWords();
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const who = (["everyone", "managers"] as const).map((value) => ({ value, text: t(`channelSettings.who.${value}`) }));
  const [isErasing, setErasing] = useState(false);
  const away = () => void navigate({ to: "/c/$company", params: { company: company.id } });
  const leave = () => {
    void leaveChannel(workspace, company.id, row);
    away();
  };
  return (
    <>
      <Part title={t("channelSettings.forYou")}>
        <Switch label={t("channelSettings.starred")} checked={row.starred} onChange={(on) => void starChannel(workspace, company.id, row, on)} />
        <Switch
          label={t("channelSettings.muted")}
          help={t("channelSettings.mutedHelp")}
          checked={row.muted}
          onChange={(on) => void muteChannel(workspace, company.id, row, on)}
        />
        <div>
          <p className="mb-1.5 text-sm font-medium">{t("sidebar.notices.label")}</p>
          <Choice
            label={t("sidebar.notices.label")}
            value={row.notices}
            onChange={(level) => void setNotices(workspace, company.id, row, level)}
            options={noticeLevels.map((value) => ({ value, text: t(`sidebar.notices.${value}`) }))}
          />
        </div>
      </Part>
      {!isDirect(row) && (
        <Part title={t("channelSettings.forAll")}>
          {(["whoPosts", "whoAddressesAll"] as const).map((rule) => (
            <div key={rule}>
              <p className="mb-1.5 text-sm font-medium">{t(`channelSettings.${rule}.label`)}</p>
              {row.may.manage ? (
                <Choice
                  label={t(`channelSettings.${rule}.label`)}
                  value={row[rule]}
                  onChange={(value) => void configureChannel(workspace, company.id, row, { [rule]: value })}
                  options={who}
                />
              ) : (
                <p>{t(`channelSettings.who.${row[rule]}`)}</p>
              )}
              <p className="mt-1.5 text-sm text-ink-3">{t(`channelSettings.${rule}.help`)}</p>
            </div>
          ))}
          {row.may.manage ? (
            <Switch
              label={t("channelSettings.sensitive.label")}
              help={t("channelSettings.sensitive.help")}
              checked={row.sensitive ?? false}
              onChange={(sensitive) => void configureChannel(workspace, company.id, row, { sensitive })}
            />
          ) : (
            row.sensitive && <p>{t("channelSettings.sensitive.is")}</p>
          )}
          <div className="flex flex-wrap gap-2">
            {(row.archived ? company.role !== "guest" : row.may.manage) && (
              <Button icon={row.archived ? ArchiveRestore : Archive} onClick={() => void archiveChannel(workspace, company.id, row, !row.archived)}>
                {row.archived ? t("sidebar.archive.off") : t("sidebar.archive.on")}
              </Button>
            )}
            <Button icon={LogOut} onClick={leave}>
              {t("sidebar.leave.button")}
            </Button>
            {row.may.erase && (
              <Button look="danger" icon={Trash2} onClick={() => setErasing(true)}>
                {t("channelSettings.erase.open")}
              </Button>
            )}
          </div>
          <Suspense>{isErasing && <EraseDialog company={company.id} channel={row} onClose={() => setErasing(false)} onDone={away} />}</Suspense>
        </Part>
      )}
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mt-6 flex flex-col gap-4 border-t border-line pt-5">
      <h3 className="font-semibold">{title}</h3>
      {children}
    </section>
  );
}
