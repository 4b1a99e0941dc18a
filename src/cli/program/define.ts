import { type Command, Option } from 'commander';

import { GuardError } from '../../base/errors.ts';
import type { Action } from '../actions.ts';
import type { BundledPrograms } from '../context.ts';
import type { Terminal } from '../output.ts';

/** Adds a command to one that has others below it. `usage`: its name and its arguments. */
export type Define = <Options>(parent: Command, usage: string, text: string, action: Action<Options>) => Command;

interface HomeOption {
  readonly codexHome?: string[];
}

/** Of commands that work with the ledger of this person, and set the exit code. */
export function definer(terminal: Terminal, programs: BundledPrograms): Define {
  return <Options>(parent: Command, usage: string, text: string, action: Action<Options>) =>
    parent
      .command(usage)
      .description(text)
      .action(async (...params: unknown[]) => {
        const command = params.at(-1) as Command;
        const options = command.opts<Options & HomeOption>();
        const { CliContext } = await import('../context.ts');
        const namedHomes = options.codexHome ?? [];
        const context = await CliContext.open({ terminal, env: process.env, namedHomes, programs });
        try {
          await context.refreshHooks();
          process.exitCode = await action(context, options, command.args);
        } catch (error) {
          throw GuardError.is(error, 'ledger.damaged') ? context.setAsideLedger() : error;
        } finally {
          context.close();
        }
      });
}

export const JSON_ANSWER = ['--json', 'answer in JSON'] as const;

export const asCsv = (): Option => new Option('--csv', 'answer in CSV').conflicts('json');

export const codexHome = (): Option =>
  new Option('--codex-home <dir>', 'a Codex home; may be given several times').argParser(
    (dir: string, before: string[] | undefined) => [...(before ?? []), dir],
  );
