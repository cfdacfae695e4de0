import { shares as contract } from "../../../contract/index.ts";
import { done, type Origin, personRoute, publicRoute, type Route } from "../../http/index.ts";
import type { Shares } from "./shares.service.ts";

type Opening = <T>(origin: Pick<Origin, "address">, work: () => Promise<T>) => Promise<T>;

/** @param opening counts what opens nothing, by network */
export const shareRoutes = (shares: Shares, opening: Opening): Route[] => [
  personRoute(contract.createShare, (actor, { params, body, operation }) => shares.create(actor, params.channel, params.file, body, operation)),
  personRoute(contract.listShares, (actor, { params }) => shares.list(actor, params.channel, params.file)),
  personRoute(contract.revokeShare, async (actor, { params }) => {
    await shares.revoke(actor, params.channel, params.file, params.share);
    return done;
  }),
  personRoute(contract.listShareReads, async (actor, { params }) => ({
    reads: await shares.reads(actor, params.channel, params.file, params.share),
  })),
  publicRoute(contract.lookShare, (_actor, { body, origin }) => opening(origin, () => shares.look(body, origin))),
  publicRoute(contract.readShare, (_actor, { body, origin, asked }) => opening(origin, () => shares.read(body, origin, asked))),
];
