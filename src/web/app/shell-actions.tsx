import { useNavigate, useParams } from "@tanstack/react-router";
import type { CompanyView } from "../cache/index.ts";
import { useSections } from "../features/channels/sections.ts";
import { useAction } from "./actions.ts";
import type { DialogName } from "./urls.ts";

/** What can be done from anywhere in a company, by key and from the switcher. */
export function ShellActions({ company }: { company: CompanyView }) {
  const navigate = useNavigate();
  const { channel } = useParams({ strict: false });
  const { ordered } = useSections(company);
  const params = { company: company.id };
  const open = (dialog: DialogName) => void navigate({ to: ".", search: (search) => ({ ...search, dialog }) });

  /** The nearest channel in that direction of the side bar, going round at its ends. */
  const step = (by: 1 | -1, unreadOnly: boolean) => {
    const from = ordered.findIndex(({ id }) => id === channel);
    for (let i = 1; i <= ordered.length; i++) {
      const row = ordered[(from + by * i + 2 * ordered.length + (from < 0 && by < 0 ? 1 : 0)) % ordered.length];
      if (row && row.id !== channel && (!unreadOnly || row.unread)) {
        return void navigate({ to: "/c/$company/channels/$channel", params: { ...params, channel: row.id } });
      }
    }
  };
  useAction("nextChannel", () => step(1, false));
  useAction("previousChannel", () => step(-1, false));
  useAction("nextUnread", () => step(1, true));
  useAction("previousUnread", () => step(-1, true));

  const isMember = company.role !== "guest";
  useAction("switch", () => open("switch"));
  useAction("sheet", () => open("keys"));
  useAction("browse", () => open("browse"), isMember);
  useAction("createChannel", () => open("create-channel"), isMember);
  useAction("direct", () => open("direct"));
  useAction("invite", () => open("invite"), company.role === "administrator");
  useAction("you", () => void navigate({ to: "/c/$company/you", params }));
  return null;
}
