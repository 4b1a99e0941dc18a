import { setTimeout as later } from 'node:timers/promises';

import type * as vscode from 'vscode';

/**
 * Loads us and starts our parts in several turns of the event loop: other extensions share its thread, and want to
 * start as well. What is imported so lies in a file of its own, which is read and compiled when it is asked for.
 */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  await later();
  const { startGuardrails } = await import('./host/startGuardrails.ts');
  await later();
  await startGuardrails(context);
}
