import type * as vscode from 'vscode';

import rateCardJson from '../media/rate-card.json' with { type: 'json' };
import { nextTurn } from './base/timers.ts';

/** Modules that take long to load, since they make schemas, each with what it alone needs. */
const SLOW_MODULES = [
  () => import('./guard/prices/rateCardFile.ts'),
  () => import('./codex/account/account.ts'),
  () => import('./guard/policy/loadPolicy.ts'),
];

/**
 * Loads our modules and starts the parts in several turns of the event loop: other extensions share its thread, and
 * want to start as well.
 */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  for (const load of SLOW_MODULES) {
    await load();
    await nextTurn();
  }
  const { startGuardrails } = await import('./host/startGuardrails.ts');
  await nextTurn();
  const { parseRateCard } = await import('./guard/prices/rateCardFile.ts');
  await startGuardrails(context, parseRateCard(rateCardJson));
}
