import { imports as contract } from "../../../contract/index.ts";
import { personRoute, type Route } from "../../http/index.ts";
import type { Imports } from "./imports.service.ts";

export const importRoutes = (imports: Imports): Route[] => [
  personRoute(contract.uploadImport, (actor, { upload, operation }) => imports.upload(actor, upload, operation)),
  personRoute(contract.listImports, (actor) => imports.list(actor)),
  personRoute(contract.getImport, (actor, { params }) => imports.get(actor, params.job)),
  personRoute(contract.cancelImport, (actor, { params }) => imports.cancel(actor, params.job)),
];
