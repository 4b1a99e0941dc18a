import { randomUUID } from 'node:crypto';

import * as vscode from 'vscode';

import { toDisposable } from '../base/disposable.ts';
import { GuardError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { OfferedModel } from '../codex/account.ts';
import { CodexTurn, type CodexTurnRequest } from '../codex/codexTurn.ts';
import type { Format } from '../core/format.ts';
import { type CreditsMicros, creditsToMicros, microsToCredits } from '../core/money.ts';
import type { RateCard } from '../core/rateCard.ts';
import type { RunMeter } from '../guard/guardedRun.ts';
import { loadPolicy } from '../guard/loadPolicy.ts';
import type { PolicySource } from '../guard/parsePolicy.ts';
import { type Preflight, type RunWish, decideRun } from '../guard/preflight.ts';
import { startGuardedRun } from '../guard/startGuardedRun.ts';
import type { IngestClient } from '../ingest/ingestClient.ts';
import { workspaceOf } from '../ingest/workspaceOf.ts';
import type { ActiveRuns } from './activeRuns.ts';
import { answerApproval } from './approvalPrompt.ts';
import type { CodexAccess } from './codexAccess.ts';
import { confirmationView, refusalText } from './confirmationView.ts';
import { settledText } from './settledView.ts';
import type { Transcript } from './transcript.ts';
import type { WalletPoller } from './walletPoller.ts';

/** A balance this fresh needs no other look before a decision. */
const FRESH_ENOUGH_MS = 10_000;

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
      workspace: workspaceOf(folder),
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
  const keepAlive = renewing(parts, decisionId);
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

/** While a person thinks, what is held for the run stays held. */
function renewing({ ingest }: RunTaskParts, decisionId: string) {
  const timer = setInterval(() => {
    ingest.ledger.renewReservation(decisionId, Date.now()).catch(() => undefined);
  }, 20_000);
  return toDisposable(() => {
    clearInterval(timer);
  });
}

async function circumstances(
  { ingest, wallet, card, timezone, policySources }: RunTaskParts,
  wish: RunWish,
  nowMs: number,
) {
  const { state } = wallet;
  const isFresh = state.kind === 'known' && nowMs - state.snapshot.observedAtMs < FRESH_ENOUGH_MS;
  const [inForce, walletNow] = await Promise.all([
    loadPolicy(ingest.ledger, policySources(wish.subject.workspace), nowMs),
    isFresh ? state : wallet.refresh(),
  ]);
  return { inForce, wallet: walletNow, card, timezone, nowMs };
}

async function start(
  parts: RunTaskParts,
  request: CodexTurnRequest,
  { decisionId, preflight }: Agreement,
): Promise<void> {
  const { codex, ingest, card, runs, transcript, log, format } = parts;
  const starter = {
    startTurn: (turn: CodexTurnRequest) =>
      CodexTurn.start(
        { ...codex.appServerOptions(), cwd: turn.cwd, onApproval: (approval) => answerApproval(approval, runs) },
        turn,
      ),
  };
  const run = await startGuardedRun(starter, request, decisionId, preflight, 'person', {
    store: ingest.ledger,
    card,
    ingest: () => ingest.ingest(),
    setInterval: (callback, everyMs) => {
      const timer = setInterval(callback, everyMs);
      return toDisposable(() => {
        clearInterval(timer);
      });
    },
    nowMs: () => Date.now(),
    log,
  });
  transcript.follow(run, request.model ?? '');
  runs.add(run);
  void run.settled.then((meter) => {
    void parts.wallet.refresh();
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

async function pickFolder(): Promise<string | undefined> {
  if (!vscode.workspace.isTrusted) {
    throw new GuardError('input.invalid', vscode.l10n.t('This workspace is not trusted, so no task is run in it'), {
      remedy: vscode.l10n.t('Trust the workspace first.'),
    });
  }
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) {
    throw new GuardError('input.invalid', vscode.l10n.t('No folder is open that a task could work in'), {
      remedy: vscode.l10n.t('Open a folder first.'),
    });
  }
  const folder = folders.length === 1 ? folders[0] : await vscode.window.showWorkspaceFolderPick();
  return folder?.uri.fsPath;
}

async function askPrompt(): Promise<string | undefined> {
  const prompt = await vscode.window.showInputBox({
    title: vscode.l10n.t('Run Task (1 of 3): what should Codex do?'),
    placeHolder: vscode.l10n.t('Add cursor pagination to GET /invoices and update its tests'),
    prompt: vscode.l10n.t('Nothing starts before you have seen what it will cost.'),
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('Write what should be done.') : undefined),
  });
  return prompt?.trim();
}

async function pickModel(models: readonly OfferedModel[]): Promise<OfferedModel | undefined> {
  const items = models
    .toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault))
    .map((model) => ({
      label: model.displayName,
      description: model.isDefault ? vscode.l10n.t('default') : '',
      detail: model.description,
      model,
    }));
  const title = vscode.l10n.t('Run Task (2 of 3): model');
  return (await vscode.window.showQuickPick(items, { title, ignoreFocusOut: true }))?.model;
}

async function pickEffort({
  efforts,
  defaultEffort,
}: OfferedModel): Promise<{ effort: string | undefined } | undefined> {
  if (efforts.length === 0) {
    return { effort: defaultEffort };
  }
  const items = efforts
    .toSorted((a, b) => Number(b.effort === defaultEffort) - Number(a.effort === defaultEffort))
    .map(({ effort, description }) => ({
      label: effort,
      description: effort === defaultEffort ? vscode.l10n.t('default') : '',
      detail: description,
    }));
  const title = vscode.l10n.t('Run Task (3 of 3): reasoning effort');
  const picked = await vscode.window.showQuickPick(items, { title, ignoreFocusOut: true });
  return picked === undefined ? undefined : { effort: picked.label };
}

async function askCap({ decision, estimate }: Preflight): Promise<CreditsMicros | undefined> {
  const suggested = decision.cap ?? (estimate.kind === 'priced' ? estimate.credits.p95 : undefined);
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Change cap'),
    prompt: vscode.l10n.t('Credits that this run may cost at most. A lower cap of the policy or a budget still holds.'),
    value: suggested === undefined ? '' : String(Math.ceil(microsToCredits(suggested))),
    ignoreFocusOut: true,
    validateInput: (value) => (capOf(value) === undefined ? vscode.l10n.t('Write a number above zero.') : undefined),
  });
  return text === undefined ? undefined : capOf(text);
}

function capOf(text: string): CreditsMicros | undefined {
  const credits = Number(text.trim().replace(',', '.'));
  return text.trim() !== '' && Number.isFinite(credits) && credits > 0 && credits <= 1e9
    ? creditsToMicros(credits)
    : undefined;
}
