import type { ExitKind } from "../../../contract/exit.ts";

/** A backup can't be made or brought back. The message names the file and the place, never content. */
export class BackupError extends Error {
  override readonly name = "BackupError";
  readonly code: ExitKind;

  constructor(code: ExitKind, message: string) {
    super(message);
    this.code = code;
  }
}
