import { z } from "zod";
import { Counter, Id, plainText, shortText } from "./common.ts";
import { endpoint, guest } from "./define.ts";

const company = z.object({ company: Id });
/** `22:30`, in the reader's zone. */
const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/** What a person likes, on all devices. Every field has a default, so that older content is whole after an update. */
export const Preferences = z.object({
  composer: z.object({ enter: z.enum(["sends", "breaks"]).default("sends") }).prefault({}),
  keys: z
    .object({
      /** Single letters act while a list has the focus. */
      single: z.boolean().default(true),
      /** Name of an action → the keys that the person gave it; an empty text takes them off. */
      own: z.record(plainText(60), plainText(40)).default({}),
    })
    .prefault({}),
  notices: z
    .object({
      level: z.enum(["all", "mentions", "none"]).default("mentions"),
      quiet: z.object({ from: TimeOfDay, to: TimeOfDay }).nullable().default(null),
    })
    .prefault({}),
  sideBar: z
    .object({
      sort: z.enum(["name", "recent"]).default("name"),
      unreadOnly: z.boolean().default(false),
      /** Which of the standing groups are folded; own sections say so themselves. */
      folded: z
        .array(z.enum(["starred", "channels", "direct"]))
        .max(3)
        .default([]),
      sections: z
        .array(z.object({ id: Id, name: shortText(40), channels: z.array(Id).max(500), collapsed: z.boolean().default(false) }))
        .max(50)
        .default([]),
    })
    .prefault({}),
});
export type Preferences = z.output<typeof Preferences>;

export const preferences = {
  getPreferences: endpoint("GET", "/api/companies/:company/preferences", "What the caller likes, on all devices.", guest, {
    params: company,
    reply: z.object({ preferences: Preferences, version: Counter }),
  }),
  setPreferences: endpoint("PUT", "/api/companies/:company/preferences", "Sets it whole; refused as `conflict` when it was changed since `version`.", guest, {
    params: company,
    body: z.object({ preferences: Preferences, version: Counter }),
    reply: z.object({ preferences: Preferences, version: Counter }),
  }),
};
