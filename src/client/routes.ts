import type { EndpointName } from "../contract/endpoints.ts";
import { UnreachableError } from "./api-error.ts";
import { everyday } from "./everyday-routes.ts";
import type { Route } from "./route.ts";

/** At once for what is called every day. @throws UnreachableError when the table of the others can't be fetched */
export const routeOf = (name: EndpointName): Route | Promise<Route> => everyday[name] ?? otherRoute(name);

async function otherRoute(name: EndpointName): Promise<Route> {
  const { others } = await import("./other-routes.ts").catch((error: unknown) => {
    throw new UnreachableError(error);
  });
  const route = others[name];
  if (!route) throw new TypeError(`There is no endpoint ${name}.`);
  return route;
}
