import { appendFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Locator } from 'playwright-core';
import { inEnglish } from '../../src/base/translate.ts';
import { Format } from '../../src/core/format.ts';
import { creditsToMicros, sumCredits } from '../../src/core/money.ts';
import { type CodexFixture, createCodexFixture } from '../support/codex/codexFixture.ts';
import { DEMO_RATES } from '../support/codex/demoAccount.ts';
import { type DemoRollout, writeDemoHistory } from '../support/codex/demoHome.ts';
import { HoldWatch } from '../support/eventLoop/holdWatch.ts';
import { holdsText } from '../support/eventLoop/longestStretch.ts';
import { freePort } from '../support/freePort.ts';
import { INSTALLED_BUNDLES, installedExtension } from '../support/vscode/installedExtension.ts';
import { inRealVsCode } from '../support/vscode/realVsCode.ts';
import type { Workbench } from '../support/vscode/workbench.ts';
import { ONE_REQUEST_CREDITS, creditsOf, latestPriced, oneMoreRequest } from './demoRequests.ts';
import { midnightBeforeNoonMs, zoneWhereItIsNoon } from './noon.ts';
import { untilStatusBarChanges } from './statusBar.ts';

const BURST_LINES = 50;
const BURST_EVERY_MS = 20;
const SINGLE_LINES = 9;
/** Long enough for a change to be seen as the first one. */
const QUIET_MS = 600;

const format = new Format(inEnglish, 'en');

/** Times are told in the titles and never asserted: the machine may be busy with other things. */
describe('a home with a year of history, in a real VS Code', () => {
  let fixture: CodexFixture;
  let workbench: Workbench;
  let watch: HoldWatch;
  let statusBar: Locator;
  let rollouts: readonly DemoRollout[];
  let appended = 0;

  inRealVsCode(async (vsCode) => {
    fixture = vsCode.owns(await createCodexFixture({ model: 'gpt-5.5', backend: { creditsPerMTok: DEMO_RATES } }));
    rollouts = await writeDemoHistory(fixture.codexHome, { nowMs: Date.now(), days: 365, seed: 7 });
    // What has to be made first is made before the extension host is waited for.
    await installedExtension();
    const inspectPort = await freePort();
    const watching = HoldWatch.start(inspectPort);
    const env = { ...fixture.env, TZ: zoneWhereItIsNoon() };
    // Only with the smoke test driver is the extension host inspected.
    const target = { folder: fixture.workspace, inspectPort, smokeTestDriver: true };
    ({ workbench } = await vsCode.open({ ...target, env }));
    watch = await watching;
    vsCode.atEnd(() => watch.close());
    statusBar = workbench.statusBarItem('codexGuardrails.status');
  });

  /**
   * Waits until the status bar says what today's requests have cost, those appended among them. While Codex indexes the
   * home it may not answer at first, and is asked again.
   */
  async function seeToday(): Promise<void> {
    const added = creditsToMicros(appended * ONE_REQUEST_CREDITS);
    const today = format.credits(sumCredits([creditsOf(rollouts, midnightBeforeNoonMs()), added]));
    await statusBar.filter({ hasText: `· ${today} today` }).waitFor({ timeout: 120_000 });
  }

  async function appendOne(): Promise<void> {
    appended += 1;
    const rollout = latestPriced(rollouts);
    await appendFile(rollout.file, oneMoreRequest(rollout));
  }

  it('shows what was used today once all is read', async function () {
    await seeToday();
    this.test!.title += ` (${rollouts.length} rollouts; ${holdsText(await watch.end(INSTALLED_BUNDLES))})`;
  });

  it('shows a request as soon as it stands in a rollout', async function () {
    const latenciesMs: number[] = [];
    for (let line = 0; line < SINGLE_LINES; line += 1) {
      await delay(QUIET_MS);
      latenciesMs.push(await untilStatusBarChanges(statusBar, appendOne));
      await seeToday();
    }
    const sorted = latenciesMs.toSorted((a, b) => a - b);
    this.test!.title += ` (after ${sorted[Math.floor(SINGLE_LINES / 2)]} ms, ${sorted.at(-1)} ms at most)`;
  });

  it('keeps up with a run that writes line after line', async function () {
    await watch.begin();
    for (let line = 0; line < BURST_LINES; line += 1) {
      await appendOne();
      await delay(BURST_EVERY_MS);
    }
    const writtenAtMs = Date.now();
    await seeToday();
    const lagMs = Date.now() - writtenAtMs;
    this.test!.title += ` (the last figure after ${lagMs} ms; ${holdsText(await watch.end(INSTALLED_BUNDLES))})`;
  });
});
