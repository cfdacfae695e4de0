/** Commands become a command line: parsing, help, exit codes. */
import { Command as Commander, CommanderError } from "commander";
import type { Command, CommandContext } from "./command.ts";
import { type ExitKind, exitKinds, failureOf } from "./exit.ts";
import { openIo, type Streams } from "./io.ts";
import type { Server } from "./local.ts";

export interface World {
  readonly streams: Streams;
  /** @param configFile what `--config` named */
  readonly openServer: (configFile: string | undefined) => Server;
  readonly path: (written: string) => string;
  /** Given when the user wants to stop. */
  readonly signal: AbortSignal;
}

/** @param argv without the program's name @returns the exit status */
export async function runCli(argv: readonly string[], commands: readonly Command[], world: World): Promise<number> {
  let outcome: ExitKind | number = "ok";
  const program = newProgram(world.streams);
  for (const command of commands) {
    const parsed = groupOf(program, command).command(command.name.split(" ").at(-1) ?? command.name);
    describe(parsed, command).action(async () => {
      outcome = await runCommand(command, parsed, world);
    });
  }
  try {
    await program.parseAsync(argv, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help that was asked for is no error; commander has said all the rest.
    outcome = error.exitCode === 0 ? "ok" : "usage";
  }
  return typeof outcome === "number" ? outcome : exitKinds[outcome].status;
}

function newProgram({ out, err }: Streams): Commander {
  return new Commander("bastide")
    .description("A self-hosted team workspace. Commands run inside the running server, or on its data folder when none runs.")
    .exitOverride()
    .configureOutput({ writeOut: (text) => out.write(text), writeErr: (text) => err.write(text) })
    .showHelpAfterError("(bastide --help shows the commands)")
    .addHelpText("after", "\nbastide <command> --help teaches a command. Exit codes and settings: docs/operating.md.");
}

/** The command that it belongs to: itself for `doctor`, the group for `user create`. */
function groupOf(program: Commander, { name }: Command): Commander {
  const [group, word] = name.split(" ");
  if (group === undefined || word === undefined) return program;
  return program.commands.find((other) => other.name() === group) ?? program.command(group).description(`bastide ${group} --help shows what there is`);
}

function describe(parsed: Commander, { name, summary, arguments: given = [], options = [], examples, more }: Command): Commander {
  parsed.description(summary);
  for (const { name: argument, means } of given) parsed.argument(`<${argument}>`, means);
  for (const { flags, means, required } of options) required ? parsed.requiredOption(flags, means) : parsed.option(flags, means);
  parsed.option("--json", "one JSON object on standard output, and nothing else");
  parsed.option("--config <file>", "the configuration file to read");
  parsed.showHelpAfterError(`(bastide ${name} --help teaches it)`);
  const lines = examples.map((line) => `  $ bastide ${line}`).join("\n");
  return parsed.addHelpText("after", `${more ? `\n${more}\n` : ""}\n${examples.length === 1 ? "Example" : "Examples"}:\n${lines}`);
}

async function runCommand(command: Command, parsed: Commander, world: World): Promise<number> {
  const options = parsed.opts<Record<string, string | boolean | undefined>>();
  const io = openIo(world.streams, options["json"] === true);
  try {
    const context = contextOf(command, parsed, options, io, world);
    return exitKinds[(await command.run(context)) ?? "ok"].status;
  } catch (error) {
    const failure = failureOf(error);
    io.failure(failure);
    return failure.status;
  }
}

function contextOf(command: Command, parsed: Commander, options: CommandContext["options"], io: CommandContext["io"], world: World): CommandContext {
  const file = options["config"];
  const server = world.openServer(typeof file === "string" ? world.path(file) : undefined);
  const names = (command.arguments ?? []).map((argument, index) => [argument.name, parsed.args[index] ?? ""]);
  return {
    arguments: Object.fromEntries(names) as Record<string, string>,
    options,
    io,
    server,
    signal: world.signal,
    path: world.path,
    withServer: (operation, args, showProgress) => server.run(operation, args, (progress) => showProgress && io.progress(showProgress(progress)), world.signal),
  };
}
