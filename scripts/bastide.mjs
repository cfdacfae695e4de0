// npm run -s bastide -- <command> – the command line from a clone; installs and builds what is missing or out of date.
import { become, ensureBuilt, ensureInstalled } from "./lib.mjs";

ensureInstalled();
ensureBuilt();
become("dist/cli/main.js", process.argv.slice(2));
