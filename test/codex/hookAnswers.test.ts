import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { type CodexFixture, type CodexResult, createCodexFixture } from '../support/codex/codexFixture.ts';
import { creditEach } from '../support/codex/guardedTurn.ts';
import { callGuardrails } from '../support/codex/guardrailsCli.ts';
import { type HookEvent, hookFlags } from '../support/codex/hookFlags.ts';

const HOOK = fileURLToPath(new URL('../../src/cli/hookMain.ts', import.meta.url));

describe('a prompt to the real Codex whose hooks we answer', function () {
  this.timeout(60_000);

  before(function () {
    if (process.platform === 'win32') {
      this.skip();
    }
  });

  let codex: CodexFixture;
  beforeEach(async () => {
    codex = await createCodexFixture();
    codex.backend.play('two', creditEach(2));
  });
  afterEach(() => codex.dispose());

  async function policy(rules: object): Promise<void> {
    await mkdir(codex.dataFolder, { recursive: true });
    await writeFile(`${codex.dataFolder}/policy.json`, JSON.stringify({ version: 1, ...rules }));
  }

  /** `codex exec PROMPT`, with hooks of ours. */
  function exec(events: readonly HookEvent[], ...args: readonly string[]): Promise<CodexResult> {
    const commands = events.map((event) => [event, `'${process.execPath}' '${HOOK}' ${event}`] as const);
    return codex.runCodex([...hookFlags(Object.fromEntries(commands)), ...args]);
  }

  const requests = (): number => codex.backend.modelRequests.length;

  async function audit(): Promise<readonly AuditRow[]> {
    const { out } = await callGuardrails(codex, 'audit', '--json');
    return (JSON.parse(out) as { readonly rows: readonly AuditRow[] }).rows;
  }

  it('is let pass where nothing speaks against it, and is a run that its log settles', async () => {
    await policy({ unknown: { balance: 'allow' } });
    const { code } = await exec(['UserPromptSubmit'], '-c', 'model_reasoning_effort="high"', 'two');
    assert.deepEqual([code, requests()], [0, 2]);
    const [row] = await audit();
    assert.deepEqual(
      [row?.effect, row?.surface, row?.effort, row?.run?.status, row?.run?.creditsMicros],
      ['allow', 'exec', 'high', 'completed', 2_000_000],
    );
  });

  it('makes no request where the policy denies it', async () => {
    await policy({ models: { deny: ['gpt-5.5'] } });
    const { code } = await exec(['UserPromptSubmit'], 'two');
    assert.deepEqual([code, requests()], [0, 0]);
    const [row] = await audit();
    assert.deepEqual([row?.effect, row?.answers.map(({ answer }) => answer), row?.run], ['deny', ['refused'], null]);
  });
});

interface AuditRow {
  readonly effect: string;
  readonly surface: string;
  readonly effort: string | null;
  readonly answers: readonly { readonly answer: string; readonly answeredBy: string }[];
  readonly run: { readonly status: string; readonly creditsMicros: number | null } | null;
}
