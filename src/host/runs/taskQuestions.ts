import * as vscode from 'vscode';

import { GuardError } from '../../base/errors.ts';
import type { OfferedModel } from '../../codex/account/account.ts';
import { type CreditsMicros, creditsToMicros, microsToCredits } from '../../core/money.ts';
import { readCredits, writeCredits } from '../../core/writtenCredits.ts';
import type { Preflight } from '../../guard/runs/preflight.ts';

/** Why Codex is not to work in this window: it runs programs where it works. Undefined where the workspace is trusted. */
export function whyNoCodexHere(): GuardError | undefined {
  if (!vscode.workspace.isTrusted) {
    return new GuardError('input.invalid', vscode.l10n.t('This workspace is not trusted, so no task is run in it'), {
      remedy: vscode.l10n.t('Trust the workspace first.'),
    });
  }
  return undefined;
}

/** Why no task can be run in this window. Undefined where one can. */
export function whyNoTaskHere(): GuardError | undefined {
  const why = whyNoCodexHere();
  return why !== undefined || (vscode.workspace.workspaceFolders ?? []).length > 0
    ? why
    : new GuardError('input.invalid', vscode.l10n.t('No folder is open that a task could work in'), {
        remedy: vscode.l10n.t('Open a folder first.'),
      });
}

/** The folder to work in. Throws where no task can be run. */
export async function pickFolder(): Promise<string | undefined> {
  const why = whyNoTaskHere();
  if (why !== undefined) {
    throw why;
  }
  const folders = vscode.workspace.workspaceFolders ?? [];
  const folder = folders.length === 1 ? folders[0] : await vscode.window.showWorkspaceFolderPick();
  return folder?.uri.fsPath;
}

/** What should be done; undefined where the person does not want to after all, as in all questions below. */
export async function askPrompt(): Promise<string | undefined> {
  const prompt = await vscode.window.showInputBox({
    title: vscode.l10n.t('Run Task (1 of 3): what should Codex do?'),
    placeHolder: vscode.l10n.t('Add cursor pagination to GET /invoices and update its tests'),
    prompt: vscode.l10n.t('Nothing starts before you have seen what it will cost.'),
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('Write what should be done.') : undefined),
  });
  return prompt?.trim();
}

/** The model, the default first. */
export async function pickModel(models: readonly OfferedModel[]): Promise<OfferedModel | undefined> {
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

/** The reasoning effort, the model's default first; not asked where the model has only one. */
export async function pickEffort({
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

/** What the run may cost at most. */
export async function askCap({ decision, estimate }: Preflight): Promise<CreditsMicros | undefined> {
  const suggested = decision.cap ?? (estimate.kind === 'priced' ? estimate.credits.p95 : undefined);
  return askCredits(
    vscode.l10n.t('Change cap'),
    vscode.l10n.t('Credits that this run may cost at most. A lower cap of the policy or a budget still holds.'),
    suggested === undefined ? undefined : creditsToMicros(Math.ceil(microsToCredits(suggested))),
  );
}

/** Asks for an amount above zero, with one to begin with where there is one. */
export async function askCredits(
  title: string,
  prompt: string,
  suggested: CreditsMicros | undefined,
): Promise<CreditsMicros | undefined> {
  const value = suggested === undefined ? '' : writeCredits(suggested);
  const text = await vscode.window.showInputBox({
    title,
    prompt,
    value,
    ignoreFocusOut: true,
    validateInput: creditsProblem,
  });
  return text === undefined ? undefined : readCredits(text);
}

/** What is wrong with an amount that a person writes; undefined: nothing. */
export function creditsProblem(text: string): string | undefined {
  return readCredits(text) === undefined
    ? vscode.l10n.t('Write a number above zero, without a separator for thousands.')
    : undefined;
}
