/** What a command is, and what it may use. */
import type { ExitKind } from "../contract/exit.ts";
import type { Server } from "./local.ts";

export interface Option {
  /** As commander takes it: `--company <name>`, `--force`. */
  readonly flags: string;
  readonly means: string;
  readonly required?: boolean;
}

export interface Command {
  /** One word, or two for a command of a group: `user create`. */
  readonly name: string;
  readonly summary: string;
  /** In their order; all are needed. */
  readonly arguments?: readonly { readonly name: string; readonly means: string }[];
  readonly options?: readonly Option[];
  /** Command lines that work as they stand, without the `bastide` before them. */
  readonly examples: readonly [string, ...string[]];
  /** What a reader should know beyond the options. */
  readonly more?: string;
  /** @returns the kind to end with; nothing is ok. Errors end by their own kind. */
  run(context: CommandContext): Promise<ExitKind | undefined>;
}

export interface CommandContext {
  /** By the argument's name; options by commander's camel case. */
  readonly arguments: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly io: Io;
  readonly server: Server;
  /** Given when the user wants to stop. */
  readonly signal: AbortSignal;
  /** Turns a path that the user wrote into an absolute one. */
  path(written: string): string;
  /**
   * Runs an operation inside the running server, or here under the store's lock when none runs.
   * @param showProgress makes the line that is shown for a progress
   */
  withServer(operation: string, args: unknown, showProgress?: (progress: unknown) => string): Promise<unknown>;
}

export interface Io {
  /** Whether `--json` was given: then standard output gets one object and nothing else. */
  readonly json: boolean;
  /** The outcome: the value itself, or the text made of it. */
  result(value: unknown, text: () => string): void;
  /** A line for people on standard error; with `--json` it is left out. */
  note(text: string): void;
  /** The same line again and again on a terminal; elsewhere now and then. */
  progress(text: string): void;
}
