import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { askedBy, fold, languageOf, leftOutBy, termsOf, wordsOf } from "./words.ts";

const isFound = (text: string, question: string): boolean => {
  const terms = new Set<string>(termsOf(text));
  return Array.from(wordsOf(question), ({ text: word }) => askedBy(word)).every((any) => any.some((term) => terms.has(term)));
};

describe("finds by other endings, accents and case", () => {
  test.each([
    ["We are running the documents through the printer", "run document"],
    ["The meetings were moved to Monday", "meeting"],
    ["Les réunions de la semaine sont déplacées à lundi", "reunion déplacer"],
    ["Les chevaux sont dans le pré", "cheval"],
    ["Die Verträge sind noch nicht unterschrieben", "vertrag"],
    ["Las reuniones de los lunes son para todos", "reunión"],
    ["Le riunioni del lunedì sono per tutti", "riunione"],
    ["Straße und Maß", "strasse mass"],
    ["Œuvre complète", "oeuvre COMPLETE"],
    ["Smørrebrød from Łódź", "smorrebrod lodz"],
    ["ﬁle № 12", "file 12"],
    ["réunions", "réunion"],
    ["BAST-1234 is done", "bast 1234"],
    ["会議は月曜日です", "会議"],
    ["Ship it 👍🏽", "👍"],
    ["Ship it 👍", "👍🏿"],
    ["made with ❤", "❤️"],
    ["the 👨‍👩‍👧 comes", "👨‍👩‍👧"],
    ["vive la 🇫🇷", "🇫🇷"],
  ])("%j by %j", (text, question) => expect(isFound(text, question)).toBe(true));
});

test.each([
  ["We meet on Monday", "tuesday"],
  ["the universe", "university of nowhere"],
  ["1234", "123"],
  ["the 👨‍👩‍👧 comes", "👨‍👩‍👦"],
  ["バスが来る", "ハス"],
])("%j is not found by %j", (text, question) => expect(isFound(text, question)).toBe(false));

test.each([
  ["The invoice is on the table of the kitchen", "en"],
  ["La facture est sur la table de la cuisine", "fr"],
  ["Die Rechnung liegt auf dem Tisch in der Küche", "de"],
  ["La factura está en la mesa de la cocina por el lunes", "es"],
  ["La fattura è sul tavolo della cucina per il lunedì", "it"],
  ["ok", undefined],
])("%j is %s", (text, language) => {
  expect(languageOf(Array.from(wordsOf(text), (one) => one.text))).toBe(language);
});

test("words that stand in every message are no terms; that they were left out is one", () => {
  expect(termsOf("The cat is on the mat").filter((term) => !term.startsWith("~"))).toEqual(["#left:en", "=cat", "=mat"]);
  expect([leftOutBy("who"), leftOutBy("on"), leftOutBy("cat")]).toEqual([["#left:en"], ["#left:en", "#left:fr"], []]);
  // Where no language was told, none is left out.
  expect(termsOf("who").includes("=who")).toBe(true);
});

test("places of words are those of the text, whatever is in it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) => {
      let last = 0;
      for (const { text: word, start, end } of wordsOf(text)) {
        expect(start).toBeGreaterThanOrEqual(last);
        expect(end).toBeLessThanOrEqual(text.length);
        expect(text.slice(start, end).normalize("NFKC").toLowerCase().startsWith(word)).toBe(true);
        last = end;
      }
    }),
  );
});

test("folding twice changes nothing, and each word of a text finds it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }), (text) => {
      for (const { text: word } of wordsOf(text)) {
        expect(fold(fold(word))).toBe(fold(word));
        const terms = termsOf(text);
        if (terms.length > 0) expect(askedBy(word).some((term) => terms.includes(term)) || !terms.includes(`=${fold(word)}`)).toBe(true);
      }
    }),
  );
});
