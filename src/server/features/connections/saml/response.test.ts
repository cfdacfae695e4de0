import { beforeAll, expect, test } from "vitest";
import { encoded, SamlIdp } from "../../../../../tests/harness/saml-idp.ts";
import { claimsOf } from "./claims.ts";
import { readMetadata } from "./metadata.ts";
import { readResponse, type SamlAgreement } from "./response.ts";

const now = Date.UTC(2026, 10, 22);
let idp: SamlIdp;
let agreement: SamlAgreement;
const question = { id: "_q1", issuer: "https://chat.example/saml", acs: "https://chat.example/saml/acs" };

beforeAll(async () => {
  idp = await SamlIdp.make("https://idp.example", now);
  agreement = { issuer: idp.entityId, certificates: [idp.pair.certificate], entityId: question.issuer, acs: question.acs };
});

test("an honest answer is read", async () => {
  const assertion = await readResponse(encoded(idp.answer(idp.said(question, now, { groups: ["staff"] }))), agreement, now);
  expect(assertion).toMatchObject({ issuer: idp.entityId, subject: "u-1", inResponseTo: "_q1" });
  expect(claimsOf(assertion)).toEqual({ name: "Anna Archer", email: "anna@acme.example", groups: ["staff"], hasSecond: false });
});

test("metadata are read", async () => {
  const { issuer, entryPoint, certificates } = await readMetadata(idp.metadata());
  expect([issuer, entryPoint, certificates.length]).toEqual([idp.entityId, idp.entryPoint, 1]);
});
