import { accounts as contract } from "../../../contract/index.ts";
import { type Actor, accountRoute, done, Refusal, type Route } from "../../http/index.ts";
import type { Recovery } from "./recovery.service.ts";

/** `requirePassword` throws `wrong_password`: whoever finds an open session must not take the kit. */
export const recoveryRoutes = (recovery: Recovery, requirePassword: (actor: Actor, password: string) => Promise<void>): Route[] => [
  accountRoute(contract.createKit, async (actor, { body }) => {
    await requirePassword(actor, body.password);
    return recovery.create();
  }),
  accountRoute(contract.confirmKit, async (_actor, { body }) => {
    if (body.kit !== undefined) await recovery.confirm(body.kit);
    else if (body.line !== undefined && body.number !== undefined) await recovery.confirmLine(body.number, body.line);
    else throw new Refusal("invalid_request", { fields: [{ path: "body.kit", problem: "required" }] });
    return done;
  }),
];
