/**
 * Composition root: the only place that chooses adapters. Run as a program it serves; imported (by the command line) it
 * offers what runs without a listener.
 */
import { parseArgs } from "node:util";
import { failureOf } from "../contract/exit.ts";
import { type Config, loadConfig, processOptions } from "./config/index.ts";
import { operations } from "./operations.list.ts";
import { systemClock } from "./platform/clock/index.ts";
import { type RestoreRequest, recoverFolder, restoreFolder } from "./rescue.ts";
import { openServices, startServer } from "./serve.ts";

export { migrations } from "./platform/records/migrations/index.ts";

/** For `recover` and `restore`, which open no installation before they have made it one. */
export const recover = (config: Config, kit: string) => recoverFolder({ config, kit, clock: systemClock });
export const restore = (config: Config, request: Omit<RestoreRequest, "config" | "clock">) => restoreFolder({ ...request, config, clock: systemClock });

/** Needs no installation: only the file, and the key if one is given. */
export { verifyFile as verifyAudit } from "./features/audit/index.ts";

/** For a command while no server runs: it holds the store's lock until it closes. */
export async function openInstallation(config: Config) {
  const { services, close } = await openServices({ config, clock: systemClock });
  return {
    run: (operation: string, args: unknown, progress: (progress: unknown) => void, signal: AbortSignal) =>
      operations.run(operation, services, args, progress, signal),
    close,
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { config: { type: "string" } } });
  const config = loadConfig(processOptions(values.config));
  const server = await startServer({ config, clock: systemClock });
  if (server.firstRun) process.stdout.write(`First run: ${server.url}${server.firstRun}\n`);
  process.stdout.write(`Ready: ${server.url}\n`);
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      server.close().then(
        () => process.exit(0),
        (error: unknown) => fail(error),
      );
    });
  }
}

function fail(error: unknown): never {
  const { status, message, mend } = failureOf(error);
  process.stderr.write(`bastide: ${message}\n${mend ? `         Mend it: ${mend}\n` : ""}`);
  process.exit(status);
}

if (import.meta.main) await main().catch(fail);
