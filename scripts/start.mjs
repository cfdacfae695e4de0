// npm start – installs and builds what is missing or out of date, then is the server. Arguments go to it.
import { become, ensureBuilt, ensureInstalled } from "./lib.mjs";

ensureInstalled();
ensureBuilt();
become("dist/server/main.js", process.argv.slice(2));
