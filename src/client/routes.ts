import { type EndpointName, endpoints } from "../contract/endpoints.ts";

export interface Route {
  readonly method: string;
  readonly path: string;
  readonly upload: boolean;
}

/**
 * Method and path of each endpoint: all that a caller needs of the contract while it runs. The web build replaces this module
 * by its value, so that no validator travels to the browser.
 */
export const routes = Object.fromEntries(Object.entries(endpoints).map(([name, { method, path, upload }]) => [name, { method, path, upload }])) as Record<
  EndpointName,
  Route
>;
