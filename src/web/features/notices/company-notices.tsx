import { useNavigate } from "@tanstack/react-router";
import { useEffect, useEffectEvent } from "react";
import { useSetting } from "../../app/settings.ts";
import { useWorkspace } from "../../app/workspace.ts";
import type { CompanyView } from "../../cache/index.ts";
import { serverNow } from "../../i18n/times.ts";
import { usePreferences } from "../preferences/use-preferences.ts";
import { isQuiet } from "./rules.ts";
import { type Subject, startSpeaking } from "./speaker.ts";
import { canNotify, tabsFor } from "./tabs.ts";

/** Desktop notices for one company, by one tab of this browser. Nothing is asked here: the permission is asked for in the settings. */
export function CompanyNotices({ company }: { company: CompanyView }) {
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const { preferences } = usePreferences(company.id);
  const isOn = useSetting("notices") === "on" && canNotify() && Notification.permission === "granted";
  const likes = useEffectEvent(() => {
    const zone = workspace.store.get().people.get(company.me)?.zone ?? null;
    return { level: preferences.notices.level, isQuiet: isQuiet(preferences.notices.quiet, zone, serverNow()) };
  });
  const open = useEffectEvent((subject: Subject) => {
    window.focus();
    void navigate({
      to: "/c/$company/channels/$channel",
      params: { company: company.id, channel: subject.channel },
      search: subject.post === 0 ? {} : subject.reply > 0 ? { panel: `thread:${subject.post}`, at: subject.ref } : { at: subject.ref },
    });
  });
  useEffect(() => {
    if (!isOn) return;
    const over = new AbortController();
    const tabs = tabsFor(workspace.account.id);
    tabs.lead(company.id, over.signal, () => startSpeaking({ workspace, tabs, company: company.id, likes: () => likes(), open: (subject) => open(subject) }));
    return () => over.abort();
  }, [workspace, company.id, isOn]);
  return null;
}
