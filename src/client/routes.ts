import { type EndpointName, endpoints } from "../contract/endpoints.ts";
import { httpOnly } from "../contract/http-only.ts";

export interface Route {
  readonly method: string;
  readonly path: string;
  readonly upload: boolean;
  /** Only HTTP carries it: a stream, or a reply that sets the session cookie. */
  readonly httpOnly: boolean;
}

const names = Object.keys(endpoints) as EndpointName[];

/**
 * Method and path of each endpoint: all that a caller needs of the contract while it runs. The web build replaces this module
 * by its value, so that no validator travels to the browser.
 */
export const routes = Object.fromEntries(
  names.map((name) => {
    const { method, path, upload } = endpoints[name];
    return [name, { method, path, upload, httpOnly: upload || httpOnly.includes(name) }];
  }),
) as Record<EndpointName, Route>;
