import type { Endpoint } from "../contract/endpoint.ts";
import { isHttpOnly } from "../contract/http-only.ts";

export interface Route {
  readonly method: string;
  readonly path: string;
  readonly upload: boolean;
  /** Only HTTP carries it: a stream, or a reply that sets the session cookie. */
  readonly httpOnly: boolean;
}
export type Routes = Readonly<Record<string, Route>>;

/** Method and path of each endpoint: all that a caller needs of the contract while it runs. */
export const routesOf = (endpoints: Readonly<Record<string, Endpoint>>): Routes =>
  Object.fromEntries(
    Object.entries(endpoints).map(([name, endpoint]) => {
      const { method, path, upload } = endpoint;
      return [name, { method, path, upload, httpOnly: isHttpOnly(name, endpoint) }];
    }),
  );
