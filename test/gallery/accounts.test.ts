import assert from 'node:assert/strict';
import { readFile, utimes } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';

import { ACCOUNT_CASES, type AccountCase } from '../support/codex/accountCases.ts';
import type { BackendState } from '../support/codex/backendState.ts';
import { type CodexFixture, createCodexFixture } from '../support/codex/codexFixture.ts';
import { createCodexHome } from '../support/codex/codexHome.ts';
import { DEMO_RATES } from '../support/codex/demoAccount.ts';
import { writeDemoHistory } from '../support/codex/demoHome.ts';
import { waitUntil } from '../support/codex/waitUntil.ts';
import { zoneWhereItIsNoon } from '../e2e/noon.ts';
import { processesWith } from '../support/processes.ts';
import { canTrace, traceProcess } from '../support/traceOpened.ts';
import { inRealVsCode } from '../support/vscode/realVsCode.ts';
import type { Workbench } from '../support/vscode/workbench.ts';

/** A refresh may have to wait for the poll before it. */
const ASKED_WITHIN_MS = 75_000;

describe('each kind of account in the status bar, its tooltip and the panel', () => {
  let fixture: CodexFixture;
  let workbench: Workbench;
  let statusBar: Locator;
  let panel: FrameLocator;
  let asIs: BackendState;
  let trace: { readonly stop: () => Promise<void> } | undefined;

  inRealVsCode(async (vsCode) => {
    fixture = vsCode.owns(await createCodexFixture({ model: 'gpt-5.5', backend: { creditsPerMTok: DEMO_RATES } }));
    asIs = structuredClone(fixture.backend.state);
    await writeDemoHistory(fixture.codexHome, { nowMs: Date.now(), days: 5, seed: 7 });
    const env = { ...fixture.env, TZ: zoneWhereItIsNoon() };
    const opened = await vsCode.open({ folder: fixture.workspace, env });
    workbench = opened.workbench;
    statusBar = workbench.statusBarItem('codexGuardrails.status');
    panel = workbench.webviewFrame();
    await statusBar.filter({ hasText: /today/ }).waitFor({ timeout: 60_000 });
    await workbench.runCommand('Codex Guardrails: Open Usage Panel');
    const [extensionHost] = processesWith('--type=extensionHost', opened.server.profile.folder);
    if (extensionHost !== undefined && canTrace()) {
      trace = await traceProcess(extensionHost, traceFile());
    }
  });

  const traceFile = (): string => path.join(fixture.root, 'opened');

  const asks = (): number =>
    fixture.backend.httpRequests.filter(({ path: asked }) => asked.endsWith('/wham/usage')).length;

  /** Somebody else signs in, as far as it can be told from outside the file; a new sign-in is asked for at once. */
  async function signIn(accountId: string, { plan, state }: AccountCase): Promise<void> {
    const planType = plan ?? asIs.planType;
    Object.assign(fixture.backend.state, structuredClone(asIs), state, { accountId, planType });
    const { root, backend } = fixture;
    await createCodexHome({ root, backendUrl: backend.url, auth: 'chatgpt', plan: planType, accountId });
    const now = new Date();
    await utimes(path.join(fixture.codexHome, 'auth.json'), now, now);
    const before = asks();
    await workbench.runCommand('Codex Guardrails: Refresh Balance and Usage');
    await waitUntil('a question for the balance', () => asks() > before, ASKED_WITHIN_MS);
  }

  /** The status bar with its tooltip open, and the panel beside it. */
  async function takePicture(name: string): Promise<void> {
    await statusBar.hover();
    await workbench.page.locator('.workbench-hover').filter({ visible: true }).waitFor();
    console.log(`        ${(await statusBar.innerText()).trim()}   ${await workbench.screenshot(name)}`);
    await workbench.page.mouse.move(1, 1);
  }

  for (const [index, account] of ACCOUNT_CASES.entries()) {
    it(account.who, async () => {
      await signIn(`account-${index}`, account);
      await panel.getByText(account.says).first().waitFor();
      await takePicture(`account-${account.who.replace(/\W+/g, '-')}`);
    });
  }

  it('opened no credentials: only Codex does', async function () {
    if (trace === undefined) {
      this.skip();
    }
    await trace.stop();
    const opened = await readFile(traceFile(), 'utf8');
    assert.match(opened, /codex-guardrails.*package\.json|ledger\.sqlite|sessions/);
    assert.ok(!opened.includes('auth.json'), 'the extension host opened auth.json');
  });
});
