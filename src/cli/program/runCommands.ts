import type { Command } from 'commander';

import * as actions from '../actions.ts';
import { credits } from '../optionValues.ts';
import { asCsv, type Define, JSON_ANSWER, codexHome } from './define.ts';

/** What a run will cost, and what is decided of it. */
export function defineRuns(root: Command, define: Define): void {
  runOptions(
    define(root, 'estimate', 'what a run will likely cost; the prompt is read from standard input', actions.estimate),
  )
    .option('--thread <id>', 'the thread that goes on')
    .option('--compare', 'also with the other models, efforts and tiers on offer')
    .addOption(codexHome())
    .option(...JSON_ANSWER);
  define(root, 'backtest', 'replay a table of runs, and say how good the estimates would have been', actions.backtest)
    .requiredOption('--runs <file>', 'JSON lines, plain or gzipped, one run each')
    .option('--predictions <file>', 'write what was said of each run, as JSON lines')
    .option(...JSON_ANSWER);
  runOptions(define(root, 'check', 'what would be decided; the prompt is read from standard input', actions.check))
    .option('--estimate-credits <n>', 'take this for the estimate', credits)
    .addOption(codexHome())
    .option(...JSON_ANSWER);
  define(root, 'run <prompt...>', 'one guarded run', actions.run)
    .option('--model <model>')
    .option('--effort <effort>')
    .option('--tier <tier>')
    .option('--cwd <dir>')
    .option('--cap-credits <n>', 'stop at this many credits', credits)
    .option('--yes', 'answer what the policy asks, never what it denies')
    .option('--allow-paid', 'with --yes: draw purchased credits where the policy asks')
    .addOption(codexHome())
    .option(...JSON_ANSWER);
}

/** What was decided of runs, and what waits for an answer. */
export function defineDecisions(root: Command, define: Define): void {
  const approvals = root.command('approvals').description('what Codex’s hooks ask').exitOverride();
  define(approvals, 'list', 'what waits for an answer', actions.approvalsList).option(...JSON_ANSWER);
  define(
    approvals,
    'approve <id>',
    'let a prompt start once; a person answers at a terminal',
    actions.approvalsApprove,
  ).option('--credits <n>', 'with this cap', credits);
  define(approvals, 'deny <id>', 'say no', actions.approvalsDeny);
  define(root, 'audit', 'what was decided, who answered, and what it came to', actions.audit)
    .option('--since <when>', 'an instant, or a date in your time zone')
    .addOption(codexHome())
    .option(...JSON_ANSWER)
    .addOption(asCsv());
}

function runOptions(command: Command): Command {
  return command
    .requiredOption('--model <model>')
    .option('--effort <effort>')
    .option('--tier <tier>')
    .option('--cwd <dir>');
}
