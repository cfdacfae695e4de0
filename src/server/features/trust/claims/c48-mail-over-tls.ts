import { defineClaim } from "./define.ts";

export const mailOverTls = defineClaim({
  id: "C48",
  group: "who-can-read",
  source: "practices",
  sentence: {
    en: "E-mail travels over TLS where the receiver takes it.",
    fr: "Le courrier voyage sous TLS quand le destinataire l'accepte.",
  },
  clauses: [
    {
      id: "C48a",
      sentence: "A mail server that offers TLS gets mail over 1.2 or newer only, and none where its certificate proves nothing.",
      where: "lab",
    },
    { id: "C48b", sentence: "Where TLS is required, a server without it gets nothing; a password goes in clear to nobody.", where: "lab" },
  ],
});
