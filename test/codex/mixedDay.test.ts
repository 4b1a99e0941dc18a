import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import type { ModelRequest } from '../support/codex/backendLog.ts';
import { totalUsage } from '../support/codex/backendLog.ts';
import type { Step } from '../support/codex/backendScenario.ts';
import { type CodexFixture, createCodexFixture } from '../support/codex/codexFixture.ts';
import { ForeignClient } from '../support/codex/foreignClient.ts';
import { callGuardrails } from '../support/codex/guardrailsCli.ts';
import { TITLE, TuiAtTerminal, canMakeTerminal } from '../support/codex/terminal.ts';

const usageOf = (base: number) => ({ input: base, cached: base - 900, cacheWrite: 0, output: 41, reasoning: 17 });

interface Totals {
  readonly requests: number;
  readonly creditsMicros: number;
}
interface AuditRow {
  readonly surface: string;
  readonly effect: string;
  readonly run: { readonly status: string; readonly requests: number; readonly creditsMicros: number } | null;
}

describe('a day of runs on all surfaces, with hooks in the home', function () {
  this.timeout(120_000);

  let codex: CodexFixture;
  beforeEach(async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    codex = await createCodexFixture();
    for (const [index, name] of ['exec', 'parent', 'child', 'brief', 'client', 'tui', 'ours', 'past'].entries()) {
      codex.backend.play(`the ${name} task`, scenarioOf(name, 2_000 + 100 * index));
    }
    codex.backend.play(/^Review the current/, scenarioOf('review', 9_000));
    codex.backend.play(TITLE, [{ kind: 'message', text: 'A title' }]);
  });
  afterEach(() => codex.dispose());

  /** Of each run all responses use another amount, so that none can stand for another. */
  function scenarioOf(name: string, base: number): readonly Step[] {
    const last: Step = { kind: 'message', text: 'Done.', usage: usageOf(base + 2) };
    return name === 'parent'
      ? [
          { kind: 'spawnAgent', prompt: 'the child task', usage: usageOf(base) },
          { kind: 'waitAgent', usage: usageOf(base + 1) },
          last,
        ]
      : [{ kind: 'shell', command: 'true', usage: usageOf(base) }, last];
  }

  async function guardrails(...args: readonly string[]): Promise<string> {
    return (await callGuardrails(codex, ...args)).out;
  }

  /** Two turns of a thread in an app-server of another client. */
  async function foreignClient(): Promise<void> {
    const client = await ForeignClient.start(codex);
    for (const turns of [1, 2]) {
      await client.say('the client task');
      await client.ended(turns);
    }
    await client.server.close();
  }

  async function atTerminal(): Promise<void> {
    const tui = new TuiAtTerminal(codex, []);
    await tui.shows('GPT-5.5 default');
    await tui.say('the tui task');
    await tui.shows('Done.');
  }

  it('is told alike, to the token, by the ledger, the audit and the backend', async () => {
    await guardrails('hooks', 'install', '--yes', '--trust');
    mkdirSync(codex.dataFolder, { recursive: true });
    const rules = { unknown: { balance: 'allow' }, paidCredits: 'allow' };
    const budget = { id: 'daily', period: 'day', limitCredits: 1_000, mode: 'hard', scope: { kind: 'account' } };
    writeFileSync(
      path.join(codex.dataFolder, 'policy.json'),
      JSON.stringify({ version: 1, budgets: [budget], ...rules }),
    );
    writeFileSync(path.join(codex.workspace, 'new.txt'), 'new');
    const hasTerminal = canMakeTerminal();
    await Promise.all([
      codex.runCodex(['the exec task']).then(() => codex.runCodex(['the parent task'])),
      codex
        .runCodex(['--ephemeral', 'the brief task'])
        .then(() => codex.runCodex(['--disable', 'hooks', 'the past task'])),
      foreignClient().then(() => codex.runCodex(['review', '--uncommitted'])),
      hasTerminal ? atTerminal() : undefined,
      guardrails('run', '--yes', '--json', '--', 'the ours task'),
    ]);

    // What the TUI asks for a title is in no log, and no hook is told of it.
    const billed = codex.backend.modelRequests.filter(({ prompt }) => !prompt.startsWith(TITLE));
    const report = JSON.parse(await guardrails('report', '--json')) as { totals: Totals; unguardedRuns: object[] };
    const { totals } = report;
    assert.deepEqual({ ...totals, ...totalUsage(billed.flatMap(({ usage }) => usage ?? [])) }, totals);
    assert.equal(totals.creditsMicros, costOf(billed));
    assert.equal(report.unguardedRuns.length, 1);

    const { rows } = JSON.parse(await guardrails('audit', '--json')) as { rows: readonly AuditRow[] };
    const surfaces = ['exec', 'exec', 'exec', 'exec', 'guardrails', 'other', 'other', ...(hasTerminal ? ['tui'] : [])];
    assert.deepEqual(rows.map(({ surface }) => surface).sort(), surfaces);
    assert.deepEqual([...new Set(rows.map(({ run }) => run?.status))], ['completed']);
    const guarded = billed.filter(({ prompt }) => prompt !== 'the past task');
    assert.equal(
      rows.reduce((sum, { run }) => sum + (run?.creditsMicros ?? NaN), 0),
      costOf(guarded),
    );
  });
});

function costOf(requests: readonly ModelRequest[]): number {
  return requests.reduce((sum, { costMicros }) => sum + costMicros, 0);
}
