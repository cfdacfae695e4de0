import { search as contract } from "../../../contract/index.ts";
import { personRoute, type Route } from "../../http/index.ts";
import type { createSearch } from "./search.service.ts";

export const searchRoutes = (search: ReturnType<typeof createSearch>): Route[] => [personRoute(contract.search, (actor, { body }) => search(actor, body))];
