import { endpoints } from "../contract/endpoints.ts";
import { everyday } from "./everyday-routes.ts";
import { routesOf } from "./route.ts";

/** What few people call, of nouns that are administered: a browser fetches it with the first call. Replaced by its value as well. */
export const others = routesOf(Object.fromEntries(Object.entries(endpoints).filter(([name]) => !everyday[name])));
