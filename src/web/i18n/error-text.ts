import i18next from "i18next";
import { ApiError } from "../../client/index.ts";

/** Words for whatever a call rejected with. */
export function errorText(error: unknown): string {
  return i18next.t(`errors.${error instanceof ApiError ? error.code : "unreachable"}`);
}
