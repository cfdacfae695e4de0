import { preferences as contract } from "../../../contract/index.ts";
import { personRoute, type Route } from "../../http/index.ts";
import type { PreferencesOfPeople } from "./preferences.service.ts";

export const preferenceRoutes = (preferences: PreferencesOfPeople): Route[] => [
  personRoute(contract.getPreferences, (actor) => preferences.get(actor)),
  personRoute(contract.setPreferences, (actor, { body }) => preferences.set(actor, body)),
];
