export { lintConfig as default } from "./tools/lint/config.ts";
