import * as vscode from 'vscode';

import { repeat } from '../../base/timers.ts';
import type { ApprovalAnswer, ApprovalRequest } from '../../codex/appServer/approvals.ts';
import { CodexTurn, type CodexTurnRequest } from '../../codex/appServer/codexTurn.ts';
import { withDecision } from '../../codex/hooks/hookVariables.ts';
import type { LeftRun } from '../../core/usage/leftRun.ts';
import type { GuardedRun } from '../../guard/runs/guardedRun.ts';
import { loadPolicy } from '../../guard/policy/loadPolicy.ts';
import type { RunMeter } from '../../guard/runs/runMeter.ts';
import { startGuardedRun } from '../../guard/runs/startGuardedRun.ts';
import { takeOverRun } from '../../guard/runs/takeOverRun.ts';
import type { Agreement } from './agreeOnRun.ts';
import { answerApproval } from './approvalPrompt.ts';
import { promptWhenHeld } from './heldPrompt.ts';
import { learnThreadCost } from './learnThreadCost.ts';
import { runName, textOfRun } from './runName.ts';
import type { RunTaskParts } from './runTaskParts.ts';
import { settledText } from './settledView.ts';
import { warnOfCap } from './warnOfCap.ts';

/** So long a run waits at its gate for a window, when its own has gone; then it ends. */
const GRACE_MS = 900_000;

/** Starts a run that was agreed on, and follows it; `title`: what it is called where it has no prompt of its own. */
export async function startTask(
  parts: RunTaskParts,
  request: CodexTurnRequest,
  { decisionId, preflight }: Agreement,
  title = request.prompt,
): Promise<void> {
  const { codex, gatesFolder } = parts;
  const watch = watchOf(parts, title);
  const starter = {
    startTurn: async (turn: CodexTurnRequest, ofDecision: string) => {
      const options = await codex.appServerOptions();
      const env = withDecision(options.env, ofDecision);
      const { onApproval } = watch;
      return CodexTurn.start({ ...options, env, cwd: turn.cwd, gatesFolder, graceMs: GRACE_MS, onApproval }, turn);
    },
  };
  const around = surroundingsOf(parts, request.cwd);
  try {
    followTask(parts, await startGuardedRun(starter, request, decisionId, preflight, 'person', around), watch);
  } catch (error) {
    watch.end();
    throw error;
  }
}

/** Goes on with a run whose window has gone. False: another window was quicker. */
export async function takeOverTask(parts: RunTaskParts, { runId, cwd, subject }: LeftRun): Promise<boolean> {
  const { ingest, wallet, timezone, policySources, codex } = parts;
  const [inForce, walletNow, titles] = await Promise.all([
    loadPolicy(ingest.ledger, policySources(subject.workspace), Date.now()),
    wallet.refresh(),
    ingest.titles([runId]),
  ]);
  const watch = watchOf(parts, titles[runId]);
  const attach = async ({ threadId, place }: LeftRun): Promise<CodexTurn> => {
    const options = { ...(await codex.appServerOptions()), cwd, onApproval: watch.onApproval };
    return CodexTurn.attach(options, { threadId, turnId: runId, place });
  };
  const circumstances = { inForce, wallet: walletNow, timezone };
  let run: GuardedRun | undefined;
  try {
    run = await takeOverRun(runId, attach, circumstances, surroundingsOf(parts, cwd));
  } finally {
    if (run === undefined) {
      watch.end();
    } else {
      followTask(parts, run, watch);
    }
  }
  return run !== undefined;
}

/** What a run is called, and what Codex asks in it, for as long as it goes on. */
interface TaskWatch {
  readonly name: string;
  readonly onApproval: (approval: ApprovalRequest) => Promise<ApprovalAnswer>;
  readonly end: () => void;
}

function watchOf({ runs }: RunTaskParts, title: string | undefined): TaskWatch {
  const name = runs.texts.take(runName(title, vscode.l10n.t));
  const ended = Promise.withResolvers<undefined>();
  return {
    name: name.text,
    onApproval: (approval) => answerApproval(approval, name.text, runs, ended.promise),
    end: () => {
      ended.resolve(undefined);
      name.dispose();
    },
  };
}

function surroundingsOf({ ingest, card, managedPolicyFile, log }: RunTaskParts, cwd: string) {
  return {
    store: ingest.ledger,
    card,
    cwd,
    managedPolicyFile,
    ingest: () => ingest.ingest(),
    setInterval: repeat,
    nowMs: () => Date.now(),
    log,
  };
}

function followTask(parts: RunTaskParts, run: GuardedRun, watch: TaskWatch): void {
  const { name } = watch;
  const { codex, ingest, runs, transcript, openSection, log, format, wallet } = parts;
  transcript.follow(run, run.meter.preflight.subject.model ?? '');
  runs.add(run, name);
  promptWhenHeld(run, name, runs, format, log);
  warnOfCap(run, name, openSection, format);
  void run.settled.then((meter) => {
    watch.end();
    void wallet.refresh();
    void learnThreadCost(codex, ingest.ledger, meter.threadId, log);
    showSettled(parts, meter, name);
  });
}

function showSettled({ openSection, transcript, format }: RunTaskParts, meter: RunMeter, name: string): void {
  const { text, isWarning } = settledText(meter, vscode.l10n.t, format);
  const showTranscript = vscode.l10n.t('Show Transcript');
  const showRun = vscode.l10n.t('Show Run');
  const show = isWarning ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  void show(textOfRun(name, text), showTranscript, showRun).then((choice) => {
    if (choice === showTranscript) {
      transcript.show();
    } else if (choice === showRun) {
      openSection('runs', meter.runId);
    }
  });
}
