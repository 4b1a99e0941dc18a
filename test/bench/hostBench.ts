import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';

import type { Locator } from 'playwright-core';

import { untilStatusBarChanges } from '../e2e/statusBar.ts';
import { startAppServer } from '../support/codex/appServer.ts';
import { type CodexFixture, createCodexFixture } from '../support/codex/codexFixture.ts';
import { HoldWatch } from '../support/eventLoop/holdWatch.ts';
import { type Holds, stretchText } from '../support/eventLoop/longestStretch.ts';
import { freePort } from '../support/freePort.ts';
import { INSTALLED_BUNDLES, installedExtension } from '../support/vscode/installedExtension.ts';
import { RealVsCode } from '../support/vscode/realVsCode.ts';
import type { Corpus } from './corpus/corpus.ts';
import { whileGrowing } from './corpus/growth.ts';
import { measure } from './measure/measure.ts';
import { spread } from './measure/series.ts';
import { ours, scratch } from './programs.ts';

const READING_TIMEOUT_MS = 120_000;
/** So many requests are added in each opening, one after the other. */
const ADDED_REQUESTS = 4;
/** Between two of them, so that each is one that nobody expects. */
const PAUSE_MS = 1_500;

/** A VS Code was opened on a home that no ledger knows yet. */
export interface Opening {
  /** From when the extension host can first be inspected until the status bar tells what was used today. */
  readonly untilReadMs: number;
  readonly holds: Holds;
  /** From when a request's line was added to a rollout until the status bar told of it, each time. */
  readonly untilSeenMs: readonly number[];
}

/** What one round has measured. */
export interface HostRound {
  /** What the command line takes to read the home, cold. */
  readonly commandLineMs: number;
  /** With nothing in the home: what VS Code and we take to start. */
  readonly empty: Opening;
  readonly full: Opening;
}

/** Opens a real VS Code on an empty home and on a full one, in turn, and watches the extension host while all is read. */
export async function benchHost(corpus: Corpus, rounds: number): Promise<readonly HostRound[]> {
  using folders = scratch();
  const measured: HostRound[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const { wallMs } = await measure(ours(folders.fresh('data'), 'ingest', '--json', '--codex-home', corpus.home));
    measured.push({ commandLineMs: wallMs, empty: await openOn(undefined), full: await openOn(corpus) });
  }
  return measured;
}

/** Opens a real VS Code on a home, or on an empty one, until the status bar tells what was used today; then that grows. */
export async function openOn(corpus: Corpus | undefined): Promise<Opening> {
  const vsCode = new RealVsCode();
  try {
    const fixture = vsCode.owns(await createCodexFixture({ model: 'gpt-5.5' }));
    if (corpus !== undefined) {
      symlinkSync(path.join(corpus.home, 'sessions'), path.join(fixture.codexHome, 'sessions'));
    }
    await letCodexIndex(fixture);
    // What has to be made first is made before the extension host is waited for.
    await installedExtension();
    const inspectPort = await freePort();
    const watching = HoldWatch.start(inspectPort).then((watch) => ({ watch, startedAtMs: performance.now() }));
    const target = { folder: fixture.workspace, inspectPort, smokeTestDriver: true };
    const { workbench } = await vsCode.open({ ...target, env: fixture.env });
    const { watch, startedAtMs } = await watching;
    vsCode.atEnd(() => watch.close());
    const statusBar = workbench.statusBarItem('codexGuardrails.status');
    await statusBar.filter({ hasText: / today$/ }).waitFor({ timeout: READING_TIMEOUT_MS });
    const untilReadMs = performance.now() - startedAtMs;
    const holds = await watch.end(INSTALLED_BUNDLES);
    const untilSeenMs = corpus === undefined ? [] : await whileGrowing(corpus, (add) => seeRequests(statusBar, add));
    return { untilReadMs, holds, untilSeenMs };
  } finally {
    await vsCode.close();
  }
}

/** Adds requests, and waits for each until the text of the status bar is another one. */
async function seeRequests(statusBar: Locator, addRequest: () => void): Promise<readonly number[]> {
  const untilSeenMs: number[] = [];
  for (let added = 0; added < ADDED_REQUESTS; added += 1) {
    await setTimeout(PAUSE_MS);
    untilSeenMs.push(
      await untilStatusBarChanges(statusBar, () => {
        addRequest();
        return Promise.resolve();
      }),
    );
  }
  return untilSeenMs;
}

/** Codex makes an index of a home it does not know, which is not what we measure, and answers nobody meanwhile. */
async function letCodexIndex(fixture: CodexFixture): Promise<void> {
  const codex = await startAppServer(fixture);
  await codex.request('account/rateLimits/read', {});
  await codex.close();
}

/** What is said of them: medians, and the least and the most. */
export function hostPage(rounds: readonly HostRound[]): string {
  const full = rounds.map((round) => round.full);
  const empty = rounds.map((round) => round.empty);
  const reading = rounds.map((round) => round.full.untilReadMs - round.empty.untilReadMs);
  return [
    line('the status bar is right after', full.map(({ untilReadMs }) => untilReadMs)),
    line('with an empty home', empty.map(({ untilReadMs }) => untilReadMs)),
    line('so the home took', reading),
    line('the command line reads it, cold, in', rounds.map(({ commandLineMs }) => commandLineMs)),
    line('one line more is in the status bar after', full.flatMap(({ untilSeenMs }) => untilSeenMs)),
    ...holdLines('meanwhile', full),
    ...holdLines('with an empty home', empty),
  ].join('\n'); // prettier-ignore
}

function holdLines(when: string, openings: readonly Opening[]): readonly string[] {
  const own = openings.map(({ holds }) => holds.own);
  const worst = own.reduce((a, b) => (b.onProcessor.cpuMs > a.onProcessor.cpuMs ? b : a)).onProcessor;
  return [
    `\nthe longest holds of the extension host, ${when}:`,
    line('ours, on a processor', own.map(({ onProcessor }) => onProcessor.cpuMs)),
    `  that of ${worst.cpuMs.toFixed(0)} ms: ${stretchText(worst)}`,
    line('ours, by the clock', own.map(({ byClock }) => byClock.wallMs)),
    line('anybody’s', openings.map(({ holds }) => holds.anyMs)),
  ]; // prettier-ignore
}

function line(name: string, valuesMs: readonly number[]): string {
  const [middle, least, most] = spread(valuesMs).map((ms) => ms.toFixed(0));
  return `${name.padEnd(42)} ${middle?.padStart(6)} ms (${least} to ${most}, ${valuesMs.length} times)`;
}
