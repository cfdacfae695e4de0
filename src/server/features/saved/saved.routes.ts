import { saved as contract } from "../../../contract/index.ts";
import { done, personRoute, type Route } from "../../http/index.ts";
import type { SavedMessages } from "./saved.service.ts";

export const savedRoutes = (saved: SavedMessages): Route[] => [
  personRoute(contract.listSaved, (actor) => saved.list(actor)),
  personRoute(contract.saveMessage, async (actor, { params, body }) => {
    await saved.save(actor, params.channel, params.message, body);
    return done;
  }),
];
