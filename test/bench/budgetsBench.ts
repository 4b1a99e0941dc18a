import { setTimeout as sleep } from 'node:timers/promises';

import { AT_START, AT_START_LIMIT_KB, BUNDLE_LIMITS_KB, bundleSizeKb } from '../support/bundles/limits.ts';
import { createCodexFixture } from '../support/codex/codexFixture.ts';
import type { Holds } from '../support/eventLoop/longestStretch.ts';
import { freePort } from '../support/freePort.ts';
import { launchBrowser } from '../support/vscode/browser.ts';
import { Inspector } from '../support/vscode/inspector.ts';
import { startServer } from '../support/vscode/server.ts';
import { Workbench } from '../support/vscode/workbench.ts';
import { activationsMs } from './activation.ts';
import { openOn } from './hostBench.ts';
import { median } from './measure/series.ts';

/** A figure beside what it may be at most. */
interface Budget {
  readonly name: string;
  readonly figure: number;
  readonly limit: number;
  readonly unit: 'kB' | 'ms' | 'MB' | '% of a processor';
}

/** What an extension host takes when nobody does anything. */
interface Idle {
  readonly cpuPercent: number;
  readonly memoryMegabytes: number;
}

/** With a ledger that has read the home before. */
const FIRST_TEXT_LIMIT_MS = 500;
const ACTIVATIONS = 7;
const HOLD_LIMIT_MS = 50;
const IDLE_CPU_LIMIT_PERCENT = 0.5;
const IDLE_MEMORY_LIMIT_MB = 60;

/** VS Code itself goes on for a while after its window is there. */
const SETTLING_MS = 60_000;
const IDLE_MS = 30_000;
const BYTES_PER_MB = 1e6;

/** How large the bundles are, how long the first text takes, and what we take beside an extension host without us. */
export async function benchBudgets(): Promise<readonly Budget[]> {
  const figures = await activationsMs(ACTIVATIONS);
  const { holds } = await openOn(undefined);
  const [without, withOurs] = [await idleOf(false), await idleOf(true)];
  return [...bundleBudgets(), ...openingBudgets(figures, holds), ...idleBudgets(without, withOurs)];
}

/** What is said of them. */
export function budgetsPage(budgets: readonly Budget[]): string {
  return budgets
    .map(({ name, figure, limit, unit }) => {
      const verdict = figure <= limit ? 'holds' : 'IS PASSED';
      return `${name.padEnd(58)} ${figure.toFixed(1).padStart(8)} of ${String(limit).padStart(5)} ${unit.padEnd(16)} ${verdict}`;
    })
    .join('\n');
}

function bundleBudgets(): readonly Budget[] {
  const atStart = AT_START.reduce((sum, name) => sum + bundleSizeKb(name), 0);
  return [
    { name: 'what a window loads when it opens', figure: atStart, limit: AT_START_LIMIT_KB, unit: 'kB' },
    ...Object.entries(BUNDLE_LIMITS_KB).map(([name, limit]) => ({ name, figure: bundleSizeKb(name), limit, unit: 'kB' }) as const),
  ]; // prettier-ignore
}

function openingBudgets(untilToldMs: readonly number[], { own }: Holds): readonly Budget[] {
  return [
    { name: 'from our activation to the status bar’s figures', figure: median(untilToldMs), limit: FIRST_TEXT_LIMIT_MS, unit: 'ms' },
    { name: 'our longest hold of the extension host meanwhile', figure: own.onProcessor.cpuMs, limit: HOLD_LIMIT_MS, unit: 'ms' },
  ]; // prettier-ignore
}

function idleBudgets(without: Idle, withOurs: Idle): readonly Budget[] {
  const cpu = Math.max(0, withOurs.cpuPercent - without.cpuPercent);
  const memory = Math.max(0, withOurs.memoryMegabytes - without.memoryMegabytes);
  return [
    { name: 'idle, beside an extension host without us', figure: cpu, limit: IDLE_CPU_LIMIT_PERCENT, unit: '% of a processor' },
    { name: 'memory, beside an extension host without us', figure: memory, limit: IDLE_MEMORY_LIMIT_MB, unit: 'MB' },
  ]; // prettier-ignore
}

async function idleOf(withOurs: boolean): Promise<Idle> {
  const fixture = await createCodexFixture({ model: 'gpt-5.5' });
  const cleanups: (() => unknown)[] = [() => fixture.dispose()];
  try {
    const server = await startServer({ withOurs, env: fixture.env, smokeTestDriver: true });
    cleanups.push(() => server.stop());
    const browser = await launchBrowser();
    cleanups.push(() => browser.close());
    const inspectPort = await freePort();
    const inspecting = Inspector.connect(inspectPort);
    await Workbench.launch(browser, server, { folder: fixture.workspace, inspectPort });
    const inspector = await inspecting;
    cleanups.push(() => inspector.close());
    await sleep(SETTLING_MS);
    const before = await inspector.evaluate<NodeJS.CpuUsage>('process.cpuUsage()');
    await sleep(IDLE_MS);
    const after = await inspector.evaluate<NodeJS.CpuUsage>('process.cpuUsage()');
    const bytes = await inspector.evaluate<number>('process.memoryUsage().rss');
    const usedMs = (after.user + after.system - before.user - before.system) / 1_000;
    return { cpuPercent: (usedMs / IDLE_MS) * 100, memoryMegabytes: bytes / BYTES_PER_MB };
  } finally {
    for (const giveBack of cleanups.reverse()) {
      await giveBack();
    }
  }
}
