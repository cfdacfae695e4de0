/** What the command line may ask of a server, by name. */
import type { Services } from "./compose.ts";
import { Operations } from "./operations.ts";

export const operations = new Operations<Services>();
