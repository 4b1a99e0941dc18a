import { randomUUID } from 'node:crypto';

import * as vscode from 'vscode';

import type { CreditsMicros } from '../../core/money.ts';
import type { OverrideKind } from '../../core/policy/override.ts';
import { type OverrideOffer, type OverrideWish, newOverride } from '../../guard/policy/overrides.ts';
import type { Preflight } from '../../guard/runs/preflight.ts';
import type { RunTaskParts } from './runTaskParts.ts';
import { askCredits } from './taskQuestions.ts';

/**
 * Tells that a run is refused, and lets its budgets be raised where that is the person's to do. True: they were, so
 * that the run can be judged again.
 */
export async function promptOverride(
  { ingest, openSection }: Pick<RunTaskParts, 'ingest' | 'openSection'>,
  text: string,
  offer: OverrideOffer,
  { request }: Preflight,
): Promise<boolean> {
  const once = vscode.l10n.t('Allow Once…');
  const today = vscode.l10n.t('Allow More Today…');
  const show = vscode.l10n.t('Show Budgets');
  const choice = await vscode.window.showErrorMessage(text, once, today, show);
  if (choice === show) {
    openSection('budgets');
  }
  const kind = choice === once ? 'once' : choice === today ? 'today' : undefined;
  const more = kind === undefined ? undefined : await askAmount(kind, offer);
  const reason = kind === undefined || more === undefined ? undefined : await askReason(kind);
  if (kind === undefined || more === undefined || reason === undefined) {
    return false;
  }
  const timezone = request.policy.timezone.value ?? request.timezone;
  const wish: OverrideWish = { kind, more, reason: reason === '' ? undefined : reason, givenBy: 'person' };
  for (const status of offer.budgets) {
    await ingest.ledger.giveOverride(newOverride(status, wish, randomUUID(), timezone, Date.now()));
  }
  return true;
}

/** Tells that a run is refused where no override could help. */
export function showRefusal({ openSection }: Pick<RunTaskParts, 'openSection'>, text: string): void {
  const show = vscode.l10n.t('Show Budgets');
  void vscode.window.showErrorMessage(text, show).then((choice) => {
    if (choice === show) {
      openSection('budgets');
    }
  });
}

function titleOf(kind: OverrideKind): string {
  return kind === 'once' ? vscode.l10n.t('Allow this run') : vscode.l10n.t('Allow more today');
}

function askAmount(kind: OverrideKind, { suggested }: OverrideOffer): Promise<CreditsMicros | undefined> {
  const prompt =
    kind === 'once'
      ? vscode.l10n.t('Credits that this run may spend beyond the budget.')
      : vscode.l10n.t('Credits that may be spent beyond the budget until the end of today.');
  return askCredits(titleOf(kind), prompt, suggested);
}

/** Empty where none is given, which only a single run is let pass with. */
async function askReason(kind: OverrideKind): Promise<string | undefined> {
  const reason = await vscode.window.showInputBox({
    title: titleOf(kind),
    prompt:
      kind === 'once'
        ? vscode.l10n.t('Why? It is kept with the decision, and may be left empty.')
        : vscode.l10n.t('Why? It is kept, and told with each run that needs it.'),
    ignoreFocusOut: true,
    validateInput: (text) =>
      kind === 'today' && text.trim() === '' ? vscode.l10n.t('Write why the budget is raised.') : undefined,
  });
  return reason?.trim();
}
