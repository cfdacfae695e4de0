/** How administrators keep the place in order: channels, what runs, the server's settings. */
import type { Endpoints, ReplyOf } from "../../src/contract/index.ts";
import { answered, cut, inCompany, left, refusing, type Screen, screen, shot, uuid, waiting } from "./cells.ts";

type Jobs = ReplyOf<Endpoints["getJobs"]>;
type Survey = ReplyOf<Endpoints["surveyChannels"]>;

const failed = "#screen .lucide-plug";
const lock = "#screen .lucide-lock";
const offline = [".lucide-wifi-off", failed];
const at = Date.UTC(2026, 9, 14, 8, 12);
const names = ["membership", "inbox", "people-directory", "threads", "saved", "scheduled", "gateway"];

/** All goes on; the last backup is of this night. */
export const calm: Jobs = {
  at,
  consumers: names.map((name) => ({ name, lag: [0, 0, 0, 0], failingSince: null })),
  agenda: { until: at + 86_400_000, reminders: 3, scheduled: 12, overdue: 0, failing: 0 },
  imports: { running: 1, failed: 0, lastAt: at - 3_600_000 },
  checks: { running: { startedAt: at, done: 6, total: 54 }, last: { at: at - 86_400_000, proven: 14, failing: 0 } },
  backup: { at: at - 18_000_000, took: 41_000, rows: 1_204_332, bytes: 812_400_113 },
  search: { state: "whole", startedAt: null, rows: null },
  kit: true,
  outgoing: { "sign-in": ["accounts.google.com"], directory: ["ldap.example.org"], mail: ["mail.example.org"], names: ["10.0.0.53"] },
};
/** Everything that can be stuck is. */
const stuck: Jobs = {
  ...calm,
  consumers: names.map((name, i) => ({ name, lag: [i * 1311, 0, i, 0], failingSince: i === 1 ? at - 7_200_000 : null })),
  agenda: { ...calm.agenda, overdue: 4, failing: 2 },
  search: { state: "waiting", startedAt: null, rows: null },
  imports: { running: 0, failed: 2, lastAt: at },
  checks: { running: null, last: { at, proven: 12, failing: 2 } },
  backup: { at: at - 20 * 86_400_000, took: 1, rows: 1, bytes: 1 },
};
const channels = (count: number, name: (i: number) => string): Survey => ({
  channels: Array.from({ length: count }, (_, i) => ({
    id: uuid(i),
    name: name(i),
    archived: i % 5 === 4,
    createdAt: at,
    lastAt: i % 3 === 2 ? null : at,
    members: i * 7,
    posts: i * 1311,
    team: null,
    by: uuid(999),
    ownerless: i % 4 === 3,
    stays: i === 0,
  })),
  closed: { private: 31, archived: 4, ownerless: 2, direct: 812 },
});

export const upkeep: Readonly<Record<string, Screen>> = {
  "administration-channels": screen("features/administration/channel-survey.tsx", inCompany("/administration/channels"), {
    usual: shot("main li button >> nth=0"),
    empty: answered({ surveyChannels: { channels: [], closed: { private: 0, archived: 0, ownerless: 0, direct: 0 } } }, "main .lucide-hash"),
    loading: waiting(["surveyChannels"], {}, "main .late"),
    error: refusing(["surveyChannels"], failed),
    offline: cut(offline),
    "no rights": shot(lock, { as: "leo" }),
    many: answered(() => ({ surveyChannels: channels(240, (i) => `channel-${i}`) }), "main li >> nth=20"),
    long: answered(
      () => ({ surveyChannels: channels(6, (i) => `${"a-channel-with-a-name-as-long-as-they-may-be-".repeat(2)}${i}`.slice(0, 80)) }),
      "main li >> nth=2",
    ),
  }),
  "give-channels": screen("features/administration/give-dialog.tsx", inCompany("/administration/channels"), {
    usual: answered(() => ({ surveyChannels: channels(8, (i) => `channel-${i}`) }), "[role=dialog] button", {
      act: (page) => page.locator("main .lucide-user-round-x + p + button").click(),
    }),
    ...left("it is offered only where there is something to give", "empty"),
    ...left("a form with one field: it is answered as any refusal is", "loading", "error", "offline", "many", "long"),
    ...left("the screen that opens it is the administrators'", "no rights"),
  }),
  "administration-running": screen("features/administration/running.tsx", inCompany("/administration/running"), {
    usual: answered({ getJobs: calm }, "main li >> nth=3"),
    empty: answered(
      { getJobs: { ...calm, backup: null, kit: false, imports: { running: 0, failed: 0, lastAt: null }, checks: { running: null, last: null } } },
      "main li >> nth=3",
    ),
    loading: waiting(["getJobs"], {}, "main .late"),
    error: refusing(["getJobs"], failed),
    offline: cut(offline),
    "no rights": shot(lock, { as: "leo" }),
    many: answered({ getJobs: stuck }, "main li >> nth=3"),
    ...left("it shows parts by their fixed names, and figures", "long"),
  }),
  "server-settings": screen("features/administration/server-settings.tsx", inCompany("/administration/settings"), {
    usual: shot("main dl", { as: "owner" }),
    ...left("a server has all of its settings", "empty", "many", "long"),
    loading: waiting(["getSettings"], { as: "owner" }, "main .late"),
    error: refusing(["getSettings"], failed, { as: "owner" }),
    offline: cut(offline, { as: "owner" }),
    "no rights": shot("main form", { as: "ana" }),
  }),
};
