import { accounts } from "./accounts.ts";
import { channels } from "./channels.ts";
import { companies } from "./companies.ts";
import type { Endpoint } from "./endpoint.ts";
import { imports } from "./imports.ts";
import { messages } from "./messages.ts";
import { people } from "./people.ts";
import { teams } from "./teams.ts";
import { trust } from "./trust.ts";

/** Every endpoint of the product, by name. The server refuses to start while one of them is not served. */
export const endpoints = { ...accounts, ...companies, ...people, ...teams, ...channels, ...messages, ...imports, ...trust } satisfies Record<string, Endpoint>;
export type Endpoints = typeof endpoints;
export type EndpointName = keyof Endpoints;
