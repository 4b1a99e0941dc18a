import assert from 'node:assert/strict';

import { ACCOUNT_CASES } from '../support/codex/accountCases.ts';
import { type CodexFixture, createCodexFixture } from '../support/codex/codexFixture.ts';
import { callGuardrails } from '../support/codex/guardrailsCli.ts';

describe('the wallet of each kind of account, through the real Codex', function () {
  this.timeout(60_000);

  let codex: CodexFixture | undefined;
  afterEach(() => codex?.dispose());

  for (const { who, state, binding, meter, says, ...options } of ACCOUNT_CASES) {
    it(`${who}: ${binding}`, async () => {
      codex = await createCodexFixture(options);
      Object.assign(codex.backend.state, state);
      const answer = await balanceOf(codex);
      assert.deepEqual([answer.binding.kind, answer.nextRunMeter.meter], [binding, meter]);
      assert.match(answer.binding.text, says);
    });
  }

  it('an API key has no wallet, and that is said', async () => {
    codex = await createCodexFixture({ auth: 'apiKey' });
    const answer = await balanceOf(codex);
    assert.deepEqual([answer.state, answer.balance.creditsMicros, answer.nextRunMeter.meter], ['apiKey', null, 'api']);
    assert.match(answer.binding.text, /API key/);
  });
});

interface Answer {
  readonly state: string;
  readonly balance: { readonly creditsMicros: number | null };
  readonly binding: { readonly kind: string; readonly text: string };
  readonly nextRunMeter: { readonly meter: string; readonly reason: string };
}

async function balanceOf(codex: CodexFixture): Promise<Answer> {
  const { out } = await callGuardrails(codex, 'balance', '--json');
  return JSON.parse(out) as Answer;
}
