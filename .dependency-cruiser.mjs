export { boundaryConfig as default } from "./tools/lint/boundary-rules.ts";
