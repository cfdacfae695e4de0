/**
 * The closed table of exit codes, for the server and every command. Scripts stand on the numbers: they are never reused.
 * From 20 on, so that none meets a code that Node (1–14) or a shell (126 and up) gives by itself.
 */
import { type ErrorCode, errorCodes } from "./errors.ts";

export const exitKinds = {
  ok: { status: 0, means: "It worked." },
  check_failed: { status: 1, means: "It ran to its end, and a claim or check failed." },
  usage: { status: 2, means: "The command line is wrong." },
  refused: { status: 3, means: "The workspace refused the operation; the message says why." },
  input_broken: { status: 4, means: "The given file is damaged or not what the command reads; nothing was half-written." },
  interrupted: { status: 5, means: "The command was stopped before its end." },

  config_invalid: { status: 20, means: "A setting has a value that does not fit." },
  unknown_key: { status: 21, means: "There is no such setting; the message names the nearest one." },
  bad_url: { status: 22, means: "BASTIDE_URL is not an origin that this server can serve." },
  exposed: { status: 23, means: "Listening beyond this machine without TLS or a declared proxy." },
  tls_unusable: { status: 24, means: "The certificate or its key can't be used." },
  rights: { status: 25, means: "A file or folder belongs to somebody else, or others may open it." },
  read_only: { status: 26, means: "A folder that must be written to can't be." },
  storage_full: { status: 27, means: "The disk is full." },
  wrong_clock: { status: 28, means: "The machine's clock is wrong." },
  port_taken: { status: 29, means: "Another program listens on the address." },
  second_server: { status: 30, means: "Another Bastide holds this data folder." },
  store_too_new: { status: 31, means: "The store was written by a newer Bastide." },
  store_unavailable: { status: 32, means: "The store does not answer." },
  store_damaged: { status: 33, means: "The store is not what this Bastide wrote." },
  parts_together: { status: 34, means: "Two key parts would lie in one folder, or one inside the program's." },

  part_database_absent: { status: 40, means: "The database part of the root key is missing." },
  part_database_wrong: { status: 41, means: "The database part is not the one that the store needs." },
  part_database_foreign: { status: 42, means: "The database part belongs to another installation." },
  part_installation_absent: { status: 43, means: "The installation part of the root key is missing." },
  part_installation_wrong: { status: 44, means: "The installation part is not the one that the store needs." },
  part_installation_foreign: { status: 45, means: "The installation part belongs to another installation." },
  part_configuration_absent: { status: 46, means: "The configuration part of the root key is missing." },
  part_configuration_wrong: { status: 47, means: "The configuration part is not the one that the store needs." },
  part_configuration_foreign: { status: 48, means: "The configuration part belongs to another installation." },

  internal: { status: 70, means: "Something failed inside Bastide; its log has the detail." },
} as const satisfies Record<string, { status: number; means: string }>;

export type ExitKind = keyof typeof exitKinds;

/** What an error comes to at the end of a process. `mend` is a command line, where one is known. */
export interface Failure {
  readonly kind: ExitKind;
  readonly status: number;
  /** The error's own code where it has one (a contract error code), else the kind. */
  readonly code: string;
  readonly message: string;
  readonly mend?: string;
}

const kindOfErrno: Readonly<Record<string, ExitKind>> = {
  EADDRINUSE: "port_taken",
  EADDRNOTAVAIL: "config_invalid",
  ENOSPC: "storage_full",
  EDQUOT: "storage_full",
  EROFS: "read_only",
  EACCES: "rights",
  EPERM: "rights",
};

const kindOfName: Readonly<Record<string, ExitKind>> = {
  StorageFull: "storage_full",
  StoreUnavailable: "store_unavailable",
  StoreTooNew: "store_too_new",
  StoreLocked: "second_server",
  OutcomeUnknown: "store_unavailable",
  MigrationChanged: "store_damaged",
  ImportError: "input_broken",
  SealError: "store_damaged",
  KitError: "input_broken",
};

const isKind = (code: string): code is ExitKind => Object.hasOwn(exitKinds, code);
const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errorCodes, code);

function kindOf(name: string, code: string | undefined): ExitKind {
  if (code !== undefined) {
    if (isKind(code)) return code;
    if (code === "import_broken") return "input_broken";
    if (isErrorCode(code)) return "refused";
    const byErrno = kindOfErrno[code];
    if (byErrno) return byErrno;
  }
  return name === "AbortError" ? "interrupted" : (kindOfName[name] ?? "internal");
}

/** A refusal carries its code only: the table has the sentence. */
function messageOf(message: string, code: string | undefined, kind: ExitKind): string {
  if (code !== undefined && isErrorCode(code) && (message === code || message === "")) return errorCodes[code].title;
  return message || exitKinds[kind].means;
}

/** Closed codes first, then the operating system's, then the error's name; anything else is `internal`. */
export function failureOf(error: unknown): Failure {
  const { name = "", code, message = String(error), mend } = (error ?? {}) as { name?: string; code?: unknown; message?: string; mend?: unknown };
  const known = typeof code === "string" ? code : undefined;
  const kind = kindOf(name, known);
  return {
    kind,
    status: exitKinds[kind].status,
    code: known !== undefined && (isKind(known) || isErrorCode(known)) ? known : kind,
    message: messageOf(message, known, kind),
    ...(typeof mend === "string" ? { mend } : {}),
  };
}
