import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';

import type { Locator } from 'playwright-core';

import { untilStatusBarChanges } from '../e2e/statusBar.ts';
import { startAppServer } from '../support/codex/appServer.ts';
import { type CodexFixture, createCodexFixture } from '../support/codex/codexFixture.ts';
import { HoldWatch, type Holds } from '../support/eventLoop/holdWatch.ts';
import { stretchText } from '../support/eventLoop/longestStretch.ts';
import { freePort } from '../support/freePort.ts';
import { INSTALLED_BUNDLES, installedExtension } from '../support/vscode/installedExtension.ts';
import { RealVsCode } from '../support/vscode/realVsCode.ts';
import type { Corpus } from './corpus/corpus.ts';
import { whileGrowing } from './corpus/growth.ts';
import { measure } from './measure/measure.ts';
import { median } from './measure/series.ts';
import { ours } from './programs.ts';

const READING_TIMEOUT_MS = 120_000;
/** So many requests are added, one after the other. */
const ADDED_REQUESTS = 12;
/** Between two of them, so that each is one that nobody expects. */
const PAUSE_MS = 1_500;

/** A VS Code was opened on a home that no ledger knows yet. */
export interface Opening {
  /** From when the extension host can first be inspected until the status bar tells what was used today. */
  readonly untilReadMs: number;
  readonly holds: Holds;
  readonly statusBar: string;
  /** From when a request's line was added to a rollout until the status bar told of it, each time. */
  readonly untilSeenMs: readonly number[];
}

export interface HostFindings {
  /** With nothing in the home: what VS Code and we take to start. */
  readonly empty: Opening;
  readonly full: Opening;
  /** What the command line takes to read the same, cold. */
  readonly commandLineMs: number;
}

/** Opens a real VS Code on an empty home and on a full one, and watches the extension host while all is read. */
export async function benchHost(corpus: Corpus, emptyFolder: string): Promise<HostFindings> {
  const { wallMs } = await measure(ours(emptyFolder, 'ingest', '--json', '--codex-home', corpus.home));
  return { empty: await openOn(undefined), full: await openOn(corpus), commandLineMs: wallMs };
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
    const text = (await statusBar.innerText()).trim();
    const untilSeenMs = corpus === undefined ? [] : await whileGrowing(corpus, (add) => seeRequests(statusBar, add));
    return { untilReadMs, holds, statusBar: text, untilSeenMs };
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

/** What is said of it. */
export function hostPage({ empty, full, commandLineMs }: HostFindings): string {
  const readingMs = full.untilReadMs - empty.untilReadMs;
  return [
    `the status bar is right after                       ${full.untilReadMs.toFixed(0)} ms (“${full.statusBar}”)`,
    `with an empty home                                  ${empty.untilReadMs.toFixed(0)} ms`,
    `so the home took                                    ${readingMs.toFixed(0)} ms`,
    `the command line reads it, cold, in                 ${commandLineMs.toFixed(0)} ms`,
    `one line more is in the status bar after            ${seenText(full.untilSeenMs)}`,
    ...holdsText('our longest hold of the extension host meanwhile', full.holds),
    ...holdsText('the same with an empty home', empty.holds),
  ].join('\n');
}

function holdsText(name: string, { own, anyMs }: Holds): readonly string[] {
  return [
    `${name.padEnd(51)} ${stretchText(own.byClock)}`,
    `  that had most of a processor                      ${stretchText(own.onProcessor)}`,
    `  anybody’s                                         ${anyMs.toFixed(0)} ms`,
  ];
}

function seenText(untilSeenMs: readonly number[]): string {
  const [middle, least, most] = [median(untilSeenMs), Math.min(...untilSeenMs), Math.max(...untilSeenMs)];
  return `${middle.toFixed(0)} ms (${least.toFixed(0)} to ${most.toFixed(0)}, ${untilSeenMs.length} times)`;
}
