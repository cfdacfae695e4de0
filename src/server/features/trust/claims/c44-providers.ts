import { defineClaim } from "./define.ts";

export const providers = defineClaim({
  id: "C44",
  group: "who-can-get-in",
  source: "practices",
  sentence: { en: "One can sign in with Google or Microsoft.", fr: "On peut se connecter avec Google ou Microsoft." },
  clauses: [
    {
      id: "C44a",
      sentence:
        "A provider of OpenID Connect lets in whom it names; one that lies about signature, issuer, audience, nonce, time, answer or address lets in nobody.",
      where: "lab",
    },
    { id: "C44b", sentence: "A company's own provider opens that company, and nothing else of an account.", where: "lab" },
    { id: "C44c", sentence: "The server connects to no inner address that its operator didn't name, and counts each connection.", where: "lab" },
    {
      id: "C44d",
      sentence:
        "Google's word counts for addresses of the domain that it hosts for the company; Microsoft's for a tenant that was named, by that tenant's own issuer, and for an address that it checked.",
      where: "lab",
    },
  ],
});
