import { onlyThoseWhoMay } from "./c14-rights.ts";
import { bytesNowhere, namesNowhere } from "./c14-surfaces.ts";
import { refusedAtTheFirstWrongChunk } from "./c14-tampering.ts";
import { defineClaim } from "./define.ts";

export const files = defineClaim({
  id: "C14",
  group: "who-can-read",
  source: "both",
  sentence: {
    en: "Files are encrypted before they reach the object storage, names included.",
    fr: "Les fichiers sont chiffrés avant d'atteindre le stockage, noms compris.",
  },
  clauses: [
    {
      id: "C14a",
      sentence: "Canaries in the bytes of files are on no byte of objects, unfinished uploads, store, index, folders, temporary files, log and backup.",
      where: "instance",
      check: bytesNowhere,
    },
    {
      id: "C14b",
      sentence: "Their names, small pictures and texts are not among the objects either, nor in what is left while files are worked on.",
      where: "instance",
      check: namesNowhere,
    },
    {
      id: "C14c",
      sentence: "What was cut, moved, joined or exchanged in the object storage is refused before a byte of the first wrong chunk leaves.",
      where: "instance",
      check: refusedAtTheFirstWrongChunk,
    },
    { id: "C14d", sentence: "Bytes of files are handed to those who may have them, and to nobody else.", where: "instance", check: onlyThoseWhoMay },
  ],
});
