import { randomUUID } from 'node:crypto';

import { GuardError } from '../../base/errors.ts';
import { saidInEnglish } from '../../base/phrase.ts';
import { repeat } from '../../base/timers.ts';
import { CodexTurn, type CodexTurnRequest } from '../../codex/appServer/codexTurn.ts';
import { withDecision } from '../../codex/hooks/hookVariables.ts';
import type { GuardedRun, RunSurroundings } from '../../guard/runs/guardedRun.ts';
import { keepReserved } from '../../guard/runs/keepReserved.ts';
import { overrideCommands, overrideOffer } from '../../guard/policy/overrides.ts';
import { type Preflight, decideRun } from '../../guard/runs/preflight.ts';
import { startGuardedRun } from '../../guard/runs/startGuardedRun.ts';
import { type RunMeter, isAtCap } from '../../guard/runs/runMeter.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { type Terminal, plainText, printJsonLine } from '../output.ts';
import { decisionFields, decisionLines } from './check.ts';
import { answerHolds } from './heldRun.ts';
import { tellMeter } from './runMeterLines.ts';
import { type GivenAnswers, askApproval, isWanted } from './runQuestions.ts';
import { type RunOptions, cwdOf, estimateFields, wishOf } from './wish.ts';

const AFTERWARDS_PATIENCE_MS = 5_000;

type RunCommandOptions = RunOptions & GivenAnswers;

/** One guarded run in the terminal: estimate, decision, question, meter, and a question at the cap. */
export async function run(context: CliContext, options: RunCommandOptions, args: readonly string[]): Promise<ExitCode> {
  const { terminal, remoteLedger } = context;
  const prompt = args.join(' ');
  if (prompt.trim() === '') {
    throw new GuardError('input.invalid', 'the prompt is empty');
  }
  await context.ingest();
  const circumstances = await context.circumstances(cwdOf(options), await context.wallet());
  const decisionId = randomUUID();
  const preflight = await decideRun(remoteLedger, wishOf(context, options, prompt), circumstances, decisionId);
  const { nowMs } = circumstances;
  terminal.err(decisionLines(preflight, context, nowMs));
  tellEvent(terminal, options, { type: 'decision', ...decisionFields(preflight, context, nowMs) });
  if (preflight.decision.effect === 'deny') {
    await remoteLedger.answerDecision(decisionId, 'refused', 'policy', Date.now());
    tellOverride(preflight, context);
    return EXIT.refused;
  }
  const keeping = { store: remoteLedger, setInterval: repeat, nowMs: () => Date.now() };
  const keepAlive = keepReserved(decisionId, keeping, () => undefined);
  const wanted = await isWanted(preflight.decision, terminal, options).finally(() => {
    keepAlive.dispose();
  });
  if (!wanted) {
    await remoteLedger.answerDecision(decisionId, 'cancelled', 'command line', Date.now());
    terminal.err('Not started.\n');
    return EXIT.notConfirmed;
  }
  return watch(await start(context, options, prompt, decisionId, preflight), context, options);
}

function start(
  context: CliContext,
  options: RunCommandOptions,
  prompt: string,
  decisionId: string,
  preflight: Preflight,
) {
  const cwd = cwdOf(options);
  const { model, effort, tier } = preflight.subject;
  const starter = {
    startTurn: (request: CodexTurnRequest, ofDecision: string) => {
      const codex = context.appServerOptions();
      return CodexTurn.start(
        {
          ...codex,
          env: withDecision(codex.env, ofDecision),
          cwd,
          gatesFolder: context.folder.gatesFolder,
          onApproval: (approval) => askApproval(approval, context.terminal),
        },
        request,
      );
    },
  };
  return startGuardedRun(
    starter,
    { prompt, threadId: undefined, cwd, model, effort, tier },
    decisionId,
    preflight,
    'command line',
    {
      cwd,
      managedPolicyFile: context.folder.managedPolicyFile,
      store: context.remoteLedger,
      card: context.card,
      ingest: async () => {
        await context.ingest();
      },
      setInterval: repeat,
      nowMs: () => Date.now(),
      log: context.log,
    } satisfies RunSurroundings,
  );
}

async function watch(guarded: GuardedRun, context: CliContext, options: RunCommandOptions): Promise<ExitCode> {
  const { terminal } = context;
  const onInterrupt = (): void => {
    terminal.err('\nStopping. What the run has changed so far stays.\n');
    guarded.stop();
  };
  process.once('SIGINT', onInterrupt);
  guarded.turn.onDidItem(({ kind, text }) => {
    if (text !== undefined && options.json !== true) {
      terminal.out(plainText(kind === 'command' ? `$ ${text}\n` : `${text}\n`));
    }
  });
  const tell = (event: object): void => {
    tellEvent(terminal, options, event);
  };
  const telling = tellMeter(guarded, context, tell);
  const answering = answerHolds(guarded, context, tell);
  const meter = await guarded.settled;
  answering.dispose();
  telling.dispose();
  process.removeListener('SIGINT', onInterrupt);
  const exitCode = settle(meter, context, options);
  // The person has been told all; whoever looks next finds what is left now. Should that fail, the run has not.
  await context.wallet(AFTERWARDS_PATIENCE_MS).catch(() => undefined);
  return exitCode;
}

/** The ledger's figures are the run's; the meter's stand in where Codex keeps no log of it. */
function settle(meter: RunMeter, context: CliContext, options: RunCommandOptions): ExitCode {
  const { terminal, format } = context;
  const logged = context.ledger.run(meter.runId);
  const requests = logged?.requests ?? meter.requests;
  const credits = logged === undefined ? meter.spent : (logged.credits ?? null);
  const { status, errorMessage, threadId, runId, preflight } = meter;
  terminal.err(
    `${status}: ${format.requests(requests)}, ${credits === null ? 'no price' : `${format.credits(credits)} credits`}\n`,
  );
  if (errorMessage !== undefined) {
    terminal.err(plainText(saidInEnglish(errorMessage)) + '\n');
  }
  tellEvent(terminal, options, {
    type: 'settled',
    threadId,
    turnId: runId,
    status,
    requests,
    creditsMicros: credits,
    estimate: estimateFields(preflight.estimate, context),
    decision: decisionFields(preflight, context, Date.now()),
  });
  switch (status) {
    case 'completed':
      return EXIT.done;
    case 'capped':
      return EXIT.capped;
    case 'stopped':
      return isAtCap(meter) ? EXIT.capped : EXIT.notConfirmed;
    default:
      return EXIT.failed;
  }
}

/** Says how the person can let a refused run start, where that is theirs to do. */
function tellOverride(preflight: Preflight, { terminal }: CliContext): void {
  const offer = overrideOffer(preflight);
  for (const command of offer === undefined ? [] : overrideCommands(offer)) {
    terminal.err(plainText(`To let it start all the same: ${command}\n`));
  }
}

function tellEvent(terminal: Terminal, options: RunCommandOptions, event: object): void {
  if (options.json === true) {
    printJsonLine(terminal, event);
  }
}
