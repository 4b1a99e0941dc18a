import { randomUUID } from 'node:crypto';

import * as vscode from 'vscode';

import type { Log } from '../base/log.ts';
import { repeat } from '../base/timers.ts';
import type { ApprovalRequest } from '../codex/appServerProtocol.ts';
import { CodexTurn, type CodexTurnRequest } from '../codex/codexTurn.ts';
import type { Format } from '../core/format.ts';
import type { RateCard } from '../core/rateCard.ts';
import type { RunMeter } from '../guard/guardedRun.ts';
import { keepReserved } from '../guard/keepReserved.ts';
import { loadPolicy } from '../guard/loadPolicy.ts';
import type { PolicySource } from '../guard/parsePolicy.ts';
import { type Preflight, type RunWish, decideRun } from '../guard/preflight.ts';
import { startGuardedRun } from '../guard/startGuardedRun.ts';
import type { IngestClient } from '../ingest/ingestClient.ts';
import type { ActiveRuns } from './activeRuns.ts';
import { answerApproval } from './approvalPrompt.ts';
import type { CodexAccess } from './codexAccess.ts';
import { confirmationView, refusalText } from './confirmationView.ts';
import { findWorkspace } from './findWorkspace.ts';
import { learnThreadCost } from './learnThreadCost.ts';
import { settledText } from './settledView.ts';
import { askCap, askPrompt, pickEffort, pickFolder, pickModel } from './taskQuestions.ts';
import type { Transcript } from './transcript.ts';
import type { WalletPoller } from './walletPoller.ts';

/** What a task is run with. */
export interface RunTaskParts {
  readonly codex: CodexAccess;
  readonly ingest: IngestClient;
  readonly wallet: WalletPoller;
  readonly runs: ActiveRuns;
  readonly transcript: Transcript;
  readonly card: RateCard;
  readonly format: Format;
  readonly timezone: string;
  readonly policySources: (workspace: string | undefined) => readonly PolicySource[];
  readonly log: Log;
}

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
    requestedCap: undefined,
    assumedCredits: undefined,
  };
  const agreed = await agree(parts, wish);
  if (agreed !== undefined) {
    await start(parts, { prompt, cwd: folder, ...wish.subject }, agreed);
  }
}

interface Agreement {
  readonly decisionId: string;
  readonly preflight: Preflight;
}

/** Decides, and asks the person. Every decision made on the way is recorded with its answer. */
async function agree(parts: RunTaskParts, wish: RunWish): Promise<Agreement | undefined> {
  const { ingest, wallet, format } = parts;
  const decisionId = randomUUID();
  const nowMs = Date.now();
  const preflight = await decideRun(ingest.ledger, wish, await circumstances(parts, wish, nowMs), decisionId);
  const answer = (what: 'refused' | 'cancelled', by: string) =>
    ingest.ledger.answerDecision(decisionId, what, by, Date.now());
  if (preflight.decision.effect === 'deny') {
    await answer('refused', 'policy');
    showRefusal(refusalText(preflight, vscode.l10n.t, format, nowMs));
    return undefined;
  }
  const view = confirmationView(preflight, wallet.state, vscode.l10n.t, format, nowMs);
  const keeping = { store: ingest.ledger, setInterval: repeat, nowMs: () => Date.now() };
  const keepAlive = keepReserved(decisionId, keeping, () => undefined);
  try {
    const options = { modal: true, detail: view.detail };
    const choice = await vscode.window.showInformationMessage(
      view.message,
      options,
      view.runLabel,
      view.changeCapLabel,
    );
    if (choice === view.runLabel) {
      return { decisionId, preflight };
    }
    await answer('cancelled', 'person');
    if (choice !== view.changeCapLabel) {
      return undefined;
    }
  } finally {
    keepAlive.dispose();
  }
  const cap = await askCap(preflight);
  return cap === undefined ? undefined : agree(parts, { ...wish, requestedCap: cap });
}

async function circumstances(
  { ingest, wallet, card, timezone, policySources }: RunTaskParts,
  wish: RunWish,
  nowMs: number,
) {
  const [inForce, walletNow] = await Promise.all([
    loadPolicy(ingest.ledger, policySources(wish.subject.workspace), nowMs),
    wallet.refresh(),
  ]);
  return { inForce, wallet: walletNow, card, timezone, nowMs };
}

async function start(
  parts: RunTaskParts,
  request: CodexTurnRequest,
  { decisionId, preflight }: Agreement,
): Promise<void> {
  const { codex, ingest, card, runs, transcript, log, format } = parts;
  const ended = Promise.withResolvers<undefined>();
  const onApproval = (approval: ApprovalRequest) => answerApproval(approval, runs, ended.promise);
  const starter = {
    startTurn: async (turn: CodexTurnRequest) =>
      CodexTurn.start({ ...(await codex.appServerOptions()), cwd: turn.cwd, onApproval }, turn),
  };
  const run = await startGuardedRun(starter, request, decisionId, preflight, 'person', {
    store: ingest.ledger,
    card,
    ingest: () => ingest.ingest(),
    setInterval: repeat,
    nowMs: () => Date.now(),
    log,
  });
  transcript.follow(run, request.model ?? '');
  runs.add(run);
  void run.settled.then((meter) => {
    ended.resolve(undefined);
    void parts.wallet.refresh();
    void learnThreadCost(codex, ingest.ledger, meter.threadId, log);
    showSettled(meter, format);
  });
}

function showRefusal(text: string): void {
  const show = vscode.l10n.t('Show Budgets');
  void vscode.window.showErrorMessage(text, show).then((choice) => {
    if (choice === show) {
      void vscode.commands.executeCommand('codexGuardrails.openPanel');
    }
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
