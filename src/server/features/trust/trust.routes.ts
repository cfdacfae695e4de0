import { trust as contract } from "../../../contract/index.ts";
import { accountRoute, personRoute, type Route } from "../../http/index.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";
import { inventory } from "./columns.ts";
import { indexInventory } from "./index-columns.ts";
import { type InspectorDeps, inspectChannel, inspectFile, inspectMessage, inspectPerson, inspectPostings } from "./inspector.ts";
import type { Trust } from "./trust.service.ts";

export interface TrustRoutesDeps {
  readonly records: SealedStore;
  readonly inspector: InspectorDeps;
  readonly trust: Pick<Trust, "listing" | "start">;
}

export const trustRoutes = ({ records, inspector, trust }: TrustRoutesDeps): Route[] => [
  accountRoute(contract.listClaims, () => trust.listing()),
  accountRoute(contract.runClaims, (_actor, { body }) => trust.start(body.claims)),
  accountRoute(contract.listColumns, async () => ({ columns: [...inventory(records.records, await records.port.liveSchema()), ...indexInventory()] })),
  personRoute(contract.inspectMessage, (actor, { params }) => inspectMessage(inspector, actor, params.channel, params.message)),
  personRoute(contract.inspectChannel, (actor, { params }) => inspectChannel(inspector, actor, params.channel)),
  personRoute(contract.inspectPostings, (actor, { params }) => inspectPostings(inspector, actor, params.channel, params.message)),
  personRoute(contract.inspectFile, (actor, { params }) => inspectFile(inspector, actor, params.channel, params.file)),
  personRoute(contract.inspectPerson, (actor, { params }) => inspectPerson(inspector, actor, params.person)),
];
