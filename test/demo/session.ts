import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openLedger } from '../../src/ledger/ledger.ts';
import { type CodexFixture, createCodexFixture } from '../support/codex/codexFixture.ts';
import { DEMO_RATES, usedUpWindow } from '../support/codex/demoAccount.ts';
import { writeDemoHistory } from '../support/codex/demoHome.ts';
import { card } from '../unit/make.ts';

/** What a VS Code is opened on. */
export interface Session {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Whether VS Code should keep away from the person's own settings and state. */
  readonly throwAway: boolean;
  readonly dispose: () => Promise<void>;
}

const DEMO_DAYS = 30;
const DEMO_SEED = 7;
const DAY_MS = 86_400_000;

const DEMO_POLICY = {
  version: 1,
  budgets: [{ id: 'daily', period: 'day', limitCredits: 200, mode: 'hard', scope: { kind: 'account' } }],
  run: { capCredits: 50, confirmAboveCredits: 20 },
  reserveCredits: 100,
  autoReload: {
    minimumBalanceCredits: 125,
    targetBalanceCredits: 500,
    monthlyMaximumCredits: 2000,
    maxPerMonth: 4,
  },
};

/** The person's own Codex and data folder. */
export function ownSession(folder: string): Session {
  const home = os.homedir();
  const chosen = Object.entries(process.env).filter(([name]) => name.startsWith('CODEX_'));
  const env = {
    HOME: home,
    CODEX_HOME: path.join(home, '.codex'),
    CODEX_GUARDRAILS_HOME: path.join(home, '.codex-guardrails'),
    ...(Object.fromEntries(chosen) as Record<string, string>),
  };
  return { folder, env, throwAway: false, dispose: () => Promise.resolve() };
}

/** One whose account and Codex are made up. */
export interface DemoSession extends Session {
  readonly fixture: CodexFixture;
}

/**
 * A made-up account with a month of history and a small policy; the real Codex answers from a backend on loopback. The
 * ledger is as old as the history, so that what happened in it is told.
 */
export async function demoSession(): Promise<DemoSession> {
  const fixture = await createCodexFixture({ backend: { demoPace: true, creditsPerMTok: DEMO_RATES } });
  const { backend, codexHome, dataFolder, workspace, env } = fixture;
  const nowMs = Date.now();
  await writeDemoHistory(codexHome, { nowMs, days: DEMO_DAYS, seed: DEMO_SEED });
  backend.state.primary = usedUpWindow(nowMs);
  fs.mkdirSync(dataFolder, { mode: 0o700 });
  openLedger(path.join(dataFolder, 'ledger.sqlite'), card, nowMs - DEMO_DAYS * DAY_MS).close();
  const policy = `${JSON.stringify(DEMO_POLICY, null, 2)}\n`;
  fs.writeFileSync(path.join(dataFolder, 'policy.json'), policy, { mode: 0o600 });
  return { folder: workspace, env, throwAway: true, fixture, dispose: () => fixture.dispose() };
}
