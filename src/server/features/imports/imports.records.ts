import { z } from "zod";
import { ImportReport } from "../../../contract/index.ts";
import { code, counter, defineRecord, id, instant, ownerOf } from "../../platform/records/define.ts";

/** An import and how far it came. */
export const ImportJob = defineRecord("importJob", {
  scope: "company",
  root: "company",
  partition: { company: id() },
  sort: { job: id() },
  clear: {
    state: code(["receiving", "scanning", "people", "channels", "messages", "checking", "done", "failed", "cancelled"]),
    startedAt: instant(),
    updatedAt: instant(),
    done: counter("messages that are in"),
    total: counter("messages that were found"),
    by: id("who started it"),
  },
  sealed: z.object({
    now: z.string(),
    rate: z.number(),
    secondsLeft: z.number().nullable(),
    report: ImportReport.nullable(),
    failure: z.object({ code: z.string(), file: z.string(), place: z.string(), message: z.string() }).nullable(),
    /** The key of the sealed upload, base64url, until it is imported. */
    spool: z.object({ key: z.string(), size: z.number() }).nullable(),
    /** SHA-256 of the upload, base64url, so that another file under its key is told apart; missing in rows of older versions. */
    digest: z.string().nullable(),
  }),
  owners: (r) => [ownerOf.company(r.company)],
  learns: {
    en: "That an import ran, when, and how many messages it had. Not what or from where.",
    fr: "Qu'un import a tourné, quand, et combien de messages. Ni quoi ni d'où.",
  },
});

/** How far a channel's import has come; moved in the same commit as what it brings, so that nothing comes twice. */
export const ImportMark = defineRecord("importMark", {
  scope: "company",
  root: "channel",
  partition: { company: id(), channel: id() },
  sort: {},
  clear: { items: counter("messages that came with imports") },
  sealed: z.object({ lastTs: z.string() }),
  owners: (r) => [ownerOf.channel(r.channel)],
  learns: { en: "How many messages of a channel were imported.", fr: "Combien de messages d'un canal ont été importés." },
});
