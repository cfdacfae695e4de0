import type { ExitKind } from "../../contract/exit.ts";

/** The set-up is wrong. The process ends with the exit code of `code`; nothing was opened or written. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly code: ExitKind;
  /** A command line that mends it, where there is one. */
  readonly mend: string | undefined;

  constructor(code: ExitKind, message: string, mend?: string) {
    super(message);
    this.code = code;
    this.mend = mend;
  }
}
