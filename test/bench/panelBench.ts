import { cpSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';

import { type CodexFixture, createCodexFixture } from '../support/codex/codexFixture.ts';
import { letCommandsRun } from '../support/codex/codexHome.ts';
import { RealVsCode } from '../support/vscode/realVsCode.ts';
import type { Workbench } from '../support/vscode/workbench.ts';
import type { Corpus } from './corpus/corpus.ts';
import { median } from './measure/series.ts';

/** How many requests the ledger holds behind the panel. */
export const PANEL_REQUESTS = 100_000;

const READING_TIMEOUT_MS = 180_000;
const OPEN_PANEL = 'Codex Guardrails: Open Usage Panel';
const PROMPT = 'Add audit logging to the auth middleware and cover it with tests';
const TYPE_EVERY_MS = 60;
const RUN_STEPS = 25;
const STEP_USAGE = { input: 30_000, cached: 25_000, cacheWrite: 0, output: 400, reasoning: 100 };

/** How long they took: those of the panel's page itself, and those of the windows around it that share its thread. */
export interface LongTasks {
  readonly oursMs: readonly number[];
  readonly othersMs: readonly number[];
}

export interface PanelFindings {
  /** From the beginning of its document until the panel first paints; one of each time it was opened. */
  readonly firstPaintMs: readonly number[];
  /** From the last key of a word in the composer until the range is that of what stands there. */
  readonly keyToRangeMs: readonly number[];
  /** Tasks over 50 ms while a run went on; the browser tells of no shorter ones. */
  readonly longTasks: LongTasks;
}

/** Opens the panel of a real VS Code on a big ledger, writes a task in it, and lets the real Codex run it. */
export async function benchPanel({ home }: Corpus, rounds: number): Promise<PanelFindings> {
  const vsCode = new RealVsCode();
  try {
    const fixture = vsCode.owns(await createCodexFixture({ model: 'gpt-5.5' }));
    cpSync(path.join(home, 'sessions'), path.join(fixture.codexHome, 'sessions'), { recursive: true });
    await letCommandsRun(fixture.codexHome);
    const { workbench } = await vsCode.open({ folder: fixture.workspace, env: fixture.env });
    const statusBar = workbench.statusBarItem('codexGuardrails.status');
    await statusBar.filter({ hasText: / today$/ }).waitFor({ timeout: READING_TIMEOUT_MS });
    const firstPaintMs: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      firstPaintMs.push(await openPanel(workbench));
    }
    const panel = workbench.webviewFrame();
    const keyToRangeMs = await writeTask(panel);
    return { firstPaintMs, keyToRangeMs, longTasks: await runTask(fixture, workbench, panel) };
  } finally {
    await vsCode.close();
  }
}

/** Opens the panel anew. */
async function openPanel(workbench: Workbench): Promise<number> {
  await workbench.runCommand('View: Close All Editors');
  await workbench.runCommand(OPEN_PANEL);
  const panel = workbench.webviewFrame();
  await panel.getByText('Shared ChatGPT credits').waitFor();
  return panel
    .locator('body')
    .evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN);
}

/** Types a task word by word, each as fast as people do. */
async function writeTask(panel: FrameLocator): Promise<number[]> {
  const task = panel.getByRole('textbox', { name: 'Task' });
  const latenciesMs: number[] = [];
  for (const word of PROMPT.match(/\S+ ?/g) ?? []) {
    const watched = await panel.locator('.composer-likely').evaluateHandle((range) => {
      let typedAtMs = 0;
      document.addEventListener('input', () => (typedAtMs = performance.now()), { capture: true });
      let toldAtMs = 0;
      new MutationObserver(() => {
        toldAtMs = range.getAttribute('aria-busy') === 'false' ? performance.now() : 0;
      }).observe(range, { attributes: true, attributeFilter: ['aria-busy'] });
      return { latencyMs: () => (toldAtMs === 0 ? undefined : toldAtMs - typedAtMs) };
    });
    await task.pressSequentially(word, { delay: TYPE_EVERY_MS });
    await panel.locator('.composer-likely[aria-busy="false"]').waitFor();
    latenciesMs.push((await watched.evaluate(({ latencyMs }) => latencyMs())) ?? Number.NaN);
    await watched.dispose();
  }
  return latenciesMs;
}

/** Runs what stands in the composer, and waits for its end. */
async function runTask({ backend }: CodexFixture, workbench: Workbench, panel: FrameLocator): Promise<LongTasks> {
  backend.play(PROMPT, [
    ...Array.from({ length: RUN_STEPS }, () => ({ kind: 'shell', command: 'true', usage: STEP_USAGE }) as const),
    { kind: 'message', text: 'Done.', usage: STEP_USAGE },
  ]);
  const watched = await panel.locator('body').evaluateHandle(() => {
    const tasks: { oursMs: number[]; othersMs: number[] } = { oursMs: [], othersMs: [] };
    new PerformanceObserver((list) => {
      for (const { name, duration } of list.getEntries()) {
        (name === 'self' ? tasks.oursMs : tasks.othersMs).push(duration);
      }
    }).observe({ type: 'longtask' });
    return tasks;
  });
  await panel.getByRole('button', { name: /^Run/ }).click();
  await workbench.toasts.withText('Done: ').waitFor({ timeout: READING_TIMEOUT_MS });
  return watched.evaluate((tasks) => tasks);
}

/** What is said of it, each figure beside its limit. */
export function panelPage({ firstPaintMs, keyToRangeMs, longTasks }: PanelFindings): string {
  const line = (name: string, limitMs: number, ms: readonly number[]): string =>
    `${name.padEnd(52)}${[median(ms), Math.max(...ms)].map((each) => each.toFixed(0).padStart(12)).join('')}${String(limitMs).padStart(10)}`;
  return [
    ' '.repeat(52) + ['median ms', 'longest ms'].map((head) => head.padStart(12)).join('') + 'limit'.padStart(10),
    line('the panel first paints after', 300, firstPaintMs),
    line('the range follows the last key after', 100, keyToRangeMs),
    line('tasks of the panel over 50 ms while a run goes on', 50, orNone(longTasks.oursMs)),
    `beside them, of VS Code’s own windows in the same thread: ${longTasks.othersMs.map((ms) => ms.toFixed(0)).join(', ') || 'none'} ms`,
  ].join('\n');
}

function orNone(ms: readonly number[]): readonly number[] {
  return ms.length === 0 ? [0] : ms;
}
