// The table of exit codes is in the contract, because the server ends by it, too.
export { type ExitKind, exitKinds, type Failure, failureOf } from "../contract/exit.ts";
