import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';

import { CommanderError } from 'commander';

import { GuardError, messageOf } from '../base/errors.ts';
import type { BundledPrograms } from './context.ts';
import { EXIT, type ExitCode } from './exitCode.ts';
import { type Terminal, terminalOver } from './output.ts';
import { program } from './program/program.ts';
import { standardStreams } from './standardStreams.ts';

/** Runs one command of `codex-guardrails` and sets the exit code; see CONTRACT for both. */
export async function main(argv: readonly string[], streams = standardStreams()): Promise<void> {
  const terminal = terminalOver(streams);
  try {
    await program(terminal, programsBeside(argv[1])).parseAsync([...argv]);
  } catch (error) {
    process.exitCode = tell(terminal, error);
  }
}

/** What was bundled with this program; hooks also find it where it was not. */
function programsBeside(program: string | undefined): BundledPrograms {
  const folder = program !== undefined && existsSync(program) ? path.dirname(realpathSync(program)) : undefined;
  const beside = (...names: string[]): string | undefined =>
    folder === undefined ? undefined : names.map((name) => path.join(folder, name)).find((file) => existsSync(file));
  return { threadScript: beside('ingestThread.js'), hookScript: beside('hook.js', 'hookMain.ts') };
}

const EXIT_OF: ReadonlyMap<string, ExitCode> = new Map<string, ExitCode>([
  ['hooks.invalid', EXIT.badInput],
  ['input.invalid', EXIT.badInput],
  ['policy.invalid', EXIT.badInput],
  ['rateCard.invalid', EXIT.badInput],
  ['policy.refused', EXIT.refused],
  ['input.noPerson', EXIT.notConfirmed],
]);

/** Says what went wrong and what to do about it, without a stack trace. */
function tell(terminal: Terminal, error: unknown): ExitCode {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? EXIT.done : EXIT.badInput;
  }
  terminal.err(`codex-guardrails: ${messageOf(error)}.\n`);
  if (!GuardError.is(error)) {
    return EXIT.failed;
  }
  if (error.remedy !== undefined) {
    terminal.err(`${error.remedy}\n`);
  }
  return EXIT_OF.get(error.code) ?? EXIT.failed;
}
