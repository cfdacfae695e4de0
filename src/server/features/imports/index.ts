// Imports: another workspace's export becomes channels, people and messages here, once, however often it is cut off.
// Not here: reading the export's format (slack/).
// Start at import-run.ts; imports.service.ts keeps it as a job.
export { ImportSlack, importSlack } from "./import.operation.ts";
export { companyForImport } from "./import-company.ts";
export { importRoutes } from "./imports.routes.ts";
export { createImports, type Imports } from "./imports.service.ts";
