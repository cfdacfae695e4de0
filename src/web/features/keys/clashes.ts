import { type ActionName, actionNames, placeOf } from "../../app/actions.ts";

const places = {
  anywhere: ["anywhere", "outside", "list", "within", "composer"],
  outside: ["anywhere", "outside", "list", "within"],
  list: ["anywhere", "outside", "list"],
  within: ["anywhere", "outside", "within"],
  composer: ["anywhere", "composer"],
};

/** Another action that would be meant by the same keys, at a place where both act. */
export function clashOf(name: ActionName, keysNow: (name: ActionName) => string): ActionName | undefined {
  const keys = keysNow(name);
  if (keys === "") return undefined;
  return actionNames().find((other) => other !== name && keysNow(other) === keys && places[placeOf(name)].includes(placeOf(other)));
}

/** What every field or the browser itself needs. */
const reserved = /^(mod\+(shift\+)?[acnqrtvwyz]|mod\+x|(shift\+)?(enter|up|down|Arrow.*|Home|End)|Delete|escape| )$/;

/** Why an action can't have these keys. */
export function problemOf(name: ActionName, keys: string): "needsModifier" | "reserved" | undefined {
  const where = placeOf(name);
  if (reserved.test(keys)) return "reserved";
  const whileWriting = where === "anywhere" || where === "composer";
  return whileWriting && !/(mod|alt)\+/.test(keys) && keys !== "shift+escape" ? "needsModifier" : undefined;
}
