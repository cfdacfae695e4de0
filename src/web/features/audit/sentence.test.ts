import i18next from "i18next";
import { beforeAll, expect, test } from "vitest";
import { auditActions, auditNouns } from "../../../contract/audit-actions.ts";
import { audit as en } from "../../i18n/en/audit.ts";
import { audit as fr } from "../../i18n/fr/audit.ts";
import { groups } from "./log-filters.tsx";
import type { Entry } from "./scope.ts";
import { sentenceOf } from "./sentence.ts";

const languages = { en, fr } as const;
beforeAll(async () => {
  const resources = Object.fromEntries(Object.entries(languages).map(([language, audit]) => [language, { texts: { audit } }]));
  await i18next.init({ lng: "en", defaultNS: "texts", resources, interpolation: { escapeValue: false } });
});

const [actor, object, subject] = ["1", "2", "3"].map((n) => n.repeat(8)) as [string, string, string];
const entry = { number: 0, at: 0, actor, session: null, object, subject, result: "done", endedAt: 0, endedBy: 1, concealed: false, details: {} } as const;
const names = { [actor]: "Ana", [object]: "#plans", [subject]: "Leo" };

test.each(["en", "fr"] as const)("every action has a sentence in %s, which names who did it or to whom", async (language) => {
  await i18next.changeLanguage(language);
  const t = i18next.getFixedT(language, "texts");
  for (const action of auditActions) {
    const said = sentenceOf(t as never, { ...entry, action } as Entry, names);
    expect([action, said]).not.toEqual([action, action]);
    expect([action, /Ana|Leo/.test(said) && !/[{}]/.test(said)]).toEqual([action, true]);
  }
});

test("what is not the reader's to know has no name; nobody and the operator do", async () => {
  await i18next.changeLanguage("en");
  const t = i18next.getFixedT("en", "texts");
  const say = (more: Partial<Entry>) => sentenceOf(t as never, { ...entry, action: "channel.member.add", ...more } as Entry, names);
  expect(say({})).toBe("Ana adds Leo to #plans");
  expect(say({ concealed: true, object: null, subject: null })).toBe("Ana adds somebody to a private channel");
  expect(say({ actor: null })).toBe("Somebody not signed in adds Leo to #plans");
  expect(say({ actor: null, details: { device: "command line" } })).toBe("The operator of the machine adds Leo to #plans");
});

test("every noun stands in one group of the filters", () => {
  const grouped = Object.values(groups).flatMap((nouns) => nouns.split(","));
  expect(new Set(grouped).size).toBe(grouped.length);
  expect(auditNouns.filter((noun) => !grouped.includes(noun))).toEqual([]);
});
