import { counter, defineRecord, id, instant, ownerOf } from "../../platform/records/define.ts";

/** A backup that was made by command; written after its file was whole. */
export const BackupMade = defineRecord("backupMade", {
  scope: "installation",
  root: "installation",
  partition: { installation: id() },
  sort: { at: instant(), backup: id() },
  clear: { took: counter("milliseconds that it took"), rows: counter("rows that it holds"), bytes: counter("how long its file is") },
  sealed: null,
  owners: () => [ownerOf.installation()],
  learns: {
    en: "That a backup was made, when, and how large it is. Not where it lies.",
    fr: "Qu'une sauvegarde fut faite, quand, et sa taille. Pas où elle se trouve.",
  },
});
