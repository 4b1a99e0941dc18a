import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';

import { Command, CommanderError, Option } from 'commander';

import { GuardError, messageOf } from '../base/errors.ts';
import { PRESETS } from '../guard/policy/policyPresets.ts';
import { CLIENT_VERSION } from '../codex/surface.ts';
import { GROUPINGS } from '../core/usage/cuts.ts';
import { SURFACES } from '../core/usage/usageEvent.ts';
import * as actions from './actions.ts';
import type { BundledPrograms } from './context.ts';
import { EXIT, type ExitCode } from './exitCode.ts';
import { count, credits, timezone, tokens } from './optionValues.ts';
import { type Terminal, terminalOver } from './output.ts';
import { standardStreams } from './standardStreams.ts';

interface HomeOption {
  readonly codexHome?: string[];
}

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

function program(terminal: Terminal, programs: BundledPrograms): Command {
  const root = new Command('codex-guardrails')
    .description('Knows what Codex task runs cost in credits, and keeps them inside your budgets.')
    .version(CLIENT_VERSION)
    .configureOutput({ writeErr: terminal.err, writeOut: terminal.out })
    .exitOverride();
  const define = <Options>(parent: Command, usage: string, text: string, action: actions.Action<Options>) =>
    parent
      .command(usage)
      .description(text)
      .action(async (...params: unknown[]) => {
        const command = params.at(-1) as Command;
        const options = command.opts<Options & HomeOption>();
        const { CliContext } = await import('./context.ts');
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
  const codexHome = () =>
    new Option('--codex-home <dir>', 'a Codex home; may be given several times').argParser(
      (dir: string, before: string[] | undefined) => [...(before ?? []), dir],
    );
  const json = ['--json', 'answer in JSON'] as const;

  define(root, 'ingest', 'read what is new in the rollouts', actions.ingest)
    .addOption(codexHome())
    .option(...json);
  define(root, 'report', 'what was used and what it cost', actions.report)
    .addOption(new Option('--by <what>', 'how to cut it').choices(GROUPINGS).default('day'))
    .option('--since <when>', 'an instant, or a date in the time zone')
    .option('--until <when>', 'up to, but not including')
    .option('--timezone <zone>', 'an IANA time zone', timezone)
    .option('--no-ingest', 'report on what has been read before')
    .option('--workspace <dir>', 'only that workspace, and those below it')
    .option('--model <pattern>', 'only models of that name; * stands for anything')
    .addOption(new Option('--surface <surface>', 'only runs that were started there').choices(SURFACES))
    .addOption(codexHome())
    .option(...json)
    .addOption(new Option('--csv', 'answer in CSV').conflicts('json'));
  define(root, 'balance', 'the shared balance, the windows, and what binds', actions.balance)
    .addOption(codexHome())
    .option(...json);
  define(root, 'wallet', 'what the balance did, and what of it Codex here explains', actions.wallet)
    .addOption(new Option('--by <what>', 'how to cut it').choices(['day', 'month']).default('day'))
    .option('--since <when>', 'an instant, or a date in the time zone')
    .option('--until <when>', 'up to, but not including')
    .option('--timezone <zone>', 'an IANA time zone', timezone)
    .option('--account <id>', 'another account than the one that is signed in')
    .option('--no-ingest', 'only what has been read before')
    .addOption(codexHome())
    .option(...json)
    .addOption(new Option('--csv', 'answer in CSV').conflicts('json'));
  runOptions(
    define(root, 'estimate', 'what a run will likely cost; the prompt is read from standard input', actions.estimate),
  )
    .option('--thread <id>', 'the thread that goes on')
    .option('--compare', 'also with the other models, efforts and tiers on offer')
    .addOption(codexHome())
    .option(...json);
  define(root, 'backtest', 'replay a table of runs, and say how good the estimates would have been', actions.backtest)
    .requiredOption('--runs <file>', 'JSON lines, plain or gzipped, one run each')
    .option('--predictions <file>', 'write what was said of each run, as JSON lines')
    .option(...json);
  runOptions(define(root, 'check', 'what would be decided; the prompt is read from standard input', actions.check))
    .option('--estimate-credits <n>', 'take this for the estimate', credits)
    .addOption(codexHome())
    .option(...json);
  define(root, 'run <prompt...>', 'one guarded run', actions.run)
    .option('--model <model>')
    .option('--effort <effort>')
    .option('--tier <tier>')
    .option('--cwd <dir>')
    .option('--cap-credits <n>', 'stop at this many credits', credits)
    .option('--yes', 'answer what the policy asks, never what it denies')
    .option('--allow-paid', 'with --yes: draw purchased credits where the policy asks')
    .addOption(codexHome())
    .option(...json);
  const approvals = root.command('approvals').description('what Codex’s hooks ask').exitOverride();
  define(approvals, 'list', 'what waits for an answer', actions.approvalsList).option(...json);
  define(
    approvals,
    'approve <id>',
    'let a prompt start once; a person answers at a terminal',
    actions.approvalsApprove,
  ).option('--credits <n>', 'with this cap', credits);
  define(approvals, 'deny <id>', 'say no', actions.approvalsDeny);
  define(
    root,
    'hook [event]',
    'answer one call of a hook of Codex; its input is read from standard input',
    actions.hook,
  );
  define(root, 'audit', 'what was decided, who answered, and what it came to', actions.audit)
    .option('--since <when>', 'an instant, or a date in your time zone')
    .addOption(codexHome())
    .option(...json)
    .addOption(new Option('--csv', 'answer in CSV').conflicts('json'));
  define(root, 'export', 'every request with its tokens and its price', actions.exportRequests)
    .option('--since <when>', 'an instant, or a date in your time zone')
    .addOption(new Option('--format <format>', 'how to write it').choices(['csv', 'jsonl']).default('csv'))
    .addOption(codexHome());
  const policy = root.command('policy').description('the rules').exitOverride();
  define(policy, 'validate [file]', 'say what is wrong with a policy file', actions.policyValidate);
  define(policy, 'init <preset>', `begin with a policy: ${PRESETS.join(', ')}`, actions.policyInit);
  define(policy, 'show', 'the rules in force, each with the file it comes from', actions.policyShow)
    .option('--cwd <dir>')
    .option(...json);
  const override = root.command('override').description('more than a budget allows, for a while').exitOverride();
  define(override, 'list', 'what was raised, for how long and why', actions.overrideList)
    .option('--since <when>', 'an instant, or a date in your time zone')
    .option(...json);
  define(override, 'add', 'raise a budget; a person at a terminal is asked', actions.overrideAdd)
    .requiredOption('--budget <id>', 'as it stands in the policy')
    .addOption(new Option('--credits <n>', 'so much more may be spent').argParser(credits).makeOptionMandatory())
    .addOption(new Option('--once', 'for the next run that needs it; without either, this').conflicts('today'))
    .option('--today', 'for all runs until the end of today; needs a reason')
    .option('--reason <text>', 'why; it is kept, and told with each run that needs it')
    .option('--cwd <dir>');
  const rateCard = root.command('rate-card').description('prices').exitOverride();
  define(
    rateCard,
    'show',
    'the prices in force, how well they are known, and where they come from',
    actions.rateCardShow,
  )
    .option('--at <when>', 'at an instant, or at the beginning of a date in UTC')
    .option('--model <model>', 'only that one’s')
    .option(...json);
  define(rateCard, 'validate [file]', 'say what is wrong with a rate card of your own', actions.rateCardValidate);
  define(rateCard, 'explain', 'how the price of a request comes about', actions.rateCardExplain)
    .requiredOption('--model <model>')
    .requiredOption('--tokens <in,cached,out[,cachewrite]>', 'what is cached and written is part of the input', tokens)
    .option('--tier <tier>')
    .option('--at <when>', 'at an instant, or at the beginning of a date in UTC')
    .option(...json);
  define(rateCard, 'accept <model>', 'take over the price that your account’s figures imply', actions.rateCardAccept)
    .option('--tier <tier>', 'of that tier', 'standard')
    .option('--yes', 'without being asked');
  define(
    rateCard,
    'compare',
    'hold our prices against what your account says threads have cost',
    actions.rateCardCompare,
  )
    .addOption(new Option('--threads <n>', 'ask about this many threads at most').argParser(count).default(20))
    .addOption(codexHome())
    .option(...json);
  const hooks = root.command('hooks').description('guard runs that are started elsewhere').exitOverride();
  define(hooks, 'install', 'add our hooks to Codex, once you have seen what is written', actions.hooksInstall)
    .option('--yes', 'write without being asked')
    .option('--trust', 'have Codex trust the hooks without being asked')
    .addOption(codexHome())
    .option(...json);
  define(hooks, 'status', 'which of our hooks Codex runs, and what mends those that it does not', actions.hooksStatus)
    .addOption(codexHome())
    .option(...json);
  define(hooks, 'uninstall', 'take our hooks out of Codex', actions.hooksUninstall)
    .addOption(codexHome())
    .option(...json);
  define(
    hooks,
    'print-managed',
    'what an administrator puts into Codex’s requirements.toml',
    actions.hooksPrintManaged,
  );
  define(root, 'doctor', 'what was found, what is missing, what to do', actions.doctor)
    .addOption(codexHome())
    .option(...json);
  return root;
}

function runOptions(command: Command): Command {
  return command
    .requiredOption('--model <model>')
    .option('--effort <effort>')
    .option('--tier <tier>')
    .option('--cwd <dir>');
}
