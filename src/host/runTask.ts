import * as vscode from 'vscode';

import { repeat } from '../base/timers.ts';
import type { ApprovalRequest } from '../codex/appServerProtocol.ts';
import { CodexTurn, type CodexTurnRequest } from '../codex/codexTurn.ts';
import { withDecision } from '../codex/decisionVariable.ts';
import type { Format } from '../core/format.ts';
import type { LeftHold } from '../core/hold.ts';
import type { RunWish } from '../guard/preflight.ts';
import type { RunMeter } from '../guard/runMeter.ts';
import { startGuardedRun } from '../guard/startGuardedRun.ts';
import { ALWAYS, AS_POLICY, type Agreement, agreeOnRun } from './agreeOnRun.ts';
import { answerApproval } from './approvalPrompt.ts';
import { findWorkspace } from './findWorkspace.ts';
import { promptWhenHeld } from './heldPrompt.ts';
import { learnThreadCost } from './learnThreadCost.ts';
import type { RunTaskParts } from './runTaskParts.ts';
import { settledText } from './settledView.ts';
import { warnOfCap } from './warnOfCap.ts';
import { askPrompt, pickEffort, pickFolder, pickModel } from './taskQuestions.ts';

/** `Run Task…`: asks what to do and with which model, says what it will cost, and runs it under guard. */
export async function runTask(parts: RunTaskParts): Promise<void> {
  const folder = await pickFolder();
  const prompt = folder === undefined ? undefined : await askPrompt();
  const model = prompt === undefined ? undefined : await pickModel(await parts.codex.models());
  const effort = model === undefined ? undefined : await pickEffort(model);
  if (folder === undefined || prompt === undefined || model === undefined || effort === undefined) {
    return;
  }
  const wish: RunWish = {
    subject: {
      surface: 'guardrails',
      workspace: await findWorkspace(folder),
      model: model.model,
      effort: effort.effort,
      tier: model.defaultTier,
      threadId: undefined,
    },
    prompt,
    requestedCap: undefined,
    assumedCredits: undefined,
  };
  const agreed = await agreeOnRun(parts, wish, ALWAYS);
  if (agreed !== undefined) {
    await startTask(parts, { ...wish.subject, prompt, cwd: folder }, agreed);
  }
}

/** Goes on with a run that was held when its process ended, as a run of its own in the same thread. */
export async function continueTask(parts: RunTaskParts, hold: LeftHold): Promise<void> {
  const { workspace, model, effort, tier, threadId, runId, cwd } = hold;
  const subject = { surface: 'guardrails', workspace, model, effort, tier, threadId } as const;
  const wish: RunWish = { subject, requestedCap: undefined, assumedCredits: undefined };
  const agreed = await agreeOnRun(parts, wish, AS_POLICY);
  if (agreed === undefined) {
    return;
  }
  const { cap } = agreed.preflight.decision;
  const answer = { kind: 'continued', cap, reason: undefined, answeredBy: 'person', answeredAtMs: Date.now() } as const;
  await parts.ingest.ledger.answerHold(runId, answer);
  await startTask(parts, { prompt: undefined, threadId, cwd, model, effort, tier }, agreed);
}

/** Starts a run that was agreed on, and follows it. */
export async function startTask(
  parts: RunTaskParts,
  request: CodexTurnRequest,
  { decisionId, preflight }: Agreement,
): Promise<void> {
  const { codex, ingest, card, runs, transcript, log, format, gatesFolder, managedPolicyFile } = parts;
  const ended = Promise.withResolvers<undefined>();
  const onApproval = (approval: ApprovalRequest) => answerApproval(approval, runs, ended.promise);
  const starter = {
    startTurn: async (turn: CodexTurnRequest, ofDecision: string) => {
      const options = await codex.appServerOptions();
      const env = withDecision(options.env, ofDecision);
      return CodexTurn.start({ ...options, env, cwd: turn.cwd, gatesFolder, onApproval }, turn);
    },
  };
  const run = await startGuardedRun(starter, request, decisionId, preflight, 'person', {
    store: ingest.ledger,
    card,
    cwd: request.cwd,
    managedPolicyFile,
    ingest: () => ingest.ingest(),
    setInterval: repeat,
    nowMs: () => Date.now(),
    log,
  });
  transcript.follow(run, request.model ?? '');
  runs.add(run);
  promptWhenHeld(run, runs, format, log);
  warnOfCap(run, format);
  void run.settled.then((meter) => {
    ended.resolve(undefined);
    void parts.wallet.refresh();
    void learnThreadCost(codex, ingest.ledger, meter.threadId, log);
    showSettled(meter, format);
  });
}

function showSettled(meter: RunMeter, format: Format): void {
  const { text, isWarning } = settledText(meter, vscode.l10n.t, format);
  const transcript = vscode.l10n.t('Show Transcript');
  const run = vscode.l10n.t('Show Run');
  const shown = isWarning
    ? vscode.window.showWarningMessage(text, transcript, run)
    : vscode.window.showInformationMessage(text, transcript, run);
  void shown.then((choice) => {
    if (choice !== undefined) {
      const command = choice === transcript ? 'showTranscript' : 'openPanel';
      void vscode.commands.executeCommand(`codexGuardrails.${command}`);
    }
  });
}
