import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { demoSession } from '../demo/session.ts';
import type { CodexFixture } from '../support/codex/codexFixture.ts';
import type { Settings } from '../support/vscode/profile.ts';
import type { RealVsCode } from '../support/vscode/realVsCode.ts';
import type { Workbench } from '../support/vscode/workbench.ts';

/** What Codex is asked to do in these tests; it makes three requests. */
export const PROMPT = 'Add cursor pagination to GET /invoices';
/** What comes of it. gpt-5.5 costs 125 / 12.5 / 750 credits per million tokens of input, cached input and output. */
export const STEPS = [
  {
    kind: 'shell',
    command: 'ls',
    usage: { input: 20_000, cached: 0, cacheWrite: 0, output: 500, reasoning: 100 },
    delayMs: 400,
  },
  {
    kind: 'shell',
    command: 'cat README.md',
    usage: { input: 21_000, cached: 20_000, cacheWrite: 0, output: 400, reasoning: 0 },
    delayMs: 400,
  },
  {
    kind: 'message',
    text: 'Done.',
    usage: { input: 22_000, cached: 21_000, cacheWrite: 0, output: 300, reasoning: 50 },
    // The meter stands still for longer than Playwright looks away.
    delayMs: 2500,
  },
] as const;
/** What all of it takes, as it is shown. */
export const PROMPT_TOTAL = { input: '63,000', cached: '41,000', output: '1,200', credits: '4.163', dearest: '2.875' };
const READ_WITHIN_MS = 90_000;

const POLICY = {
  version: 1,
  budgets: [{ id: 'daily', period: 'day', limitCredits: 300, mode: 'hard', scope: { kind: 'account' } }],
  run: { capCredits: 50, confirmAboveCredits: 20 },
  autoReload: { minimumBalanceCredits: 125, targetBalanceCredits: 500, monthlyMaximumCredits: 2000, maxPerMonth: 4 },
};

/** For a window in which the wallet moves, and nobody is to be told. */
export const NO_WALLET_ALERTS: Settings = {
  'codexGuardrails.walletAlerts': { fellWhileIdle: false, topUpSeen: false },
};

/** A window on the demo's account, whose included allowance is used up, with a policy of its own. */
export interface DemoWindow {
  readonly fixture: CodexFixture;
  readonly workbench: Workbench;
  readonly statusBar: Locator;
}

/** Opens it, and waits until the status bar says what is left and what was used today. */
export async function openDemoWindow(
  vsCode: RealVsCode,
  userSettings: Settings = {},
  prepare?: (fixture: CodexFixture) => Promise<void>,
): Promise<DemoWindow> {
  const { folder, env, fixture } = vsCode.owns(await demoSession());
  fixture.backend.play(PROMPT, [...STEPS]);
  await writeFile(path.join(fixture.dataFolder, 'policy.json'), JSON.stringify(POLICY));
  await prepare?.(fixture);
  const { workbench } = await vsCode.open({ folder, env, userSettings });
  const statusBar = workbench.statusBarItem('codexGuardrails.status');
  await statusBar.filter({ hasText: /1,000 · \d+\.\d\d today/ }).waitFor({ timeout: READ_WITHIN_MS });
  return { fixture, workbench, statusBar };
}
