/**
 * What the commands and the running server say to each other on the socket in the data folder (0600): HTTP, one
 * `POST /<operation>` with JSON, answered by lines of JSON, of which the last one is a result or an error.
 * `GET /` tells whose socket it is.
 */
import { z } from "zod";

export const ServerCard = z.object({
  pid: z.number().int(),
  version: z.string(),
  installation: z.string(),
  /** As configured: port 0 stays 0. */
  listen: z.string(),
  /** The origin that people use. */
  url: z.string(),
});
export type ServerCard = z.output<typeof ServerCard>;

export const OperationLine = z.union([
  z.strictObject({ progress: z.unknown() }),
  /** `code` is an exit kind or an error code. */
  z.strictObject({ error: z.object({ code: z.string(), message: z.string() }) }),
  z.strictObject({ result: z.unknown() }),
]);
export type OperationLine = z.output<typeof OperationLine>;
