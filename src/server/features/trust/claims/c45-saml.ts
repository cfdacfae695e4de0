import { defineClaim } from "./define.ts";

export const saml = defineClaim({
  id: "C45",
  group: "who-can-get-in",
  source: "practices",
  sentence: { en: "A team can sign in through its own SAML provider.", fr: "Une équipe peut se connecter par son propre fournisseur SAML." },
  clauses: [
    {
      id: "C45a",
      sentence:
        "An identity provider of SAML lets in whom it names; answers wrapped, unsigned, weakly signed, commented, with entities, for others or out of time let in nobody.",
      where: "lab",
    },
    {
      id: "C45b",
      sentence: "An answer of an identity provider lets in once, in the browser that asked for it, also after a restart.",
      where: "lab",
    },
  ],
});
