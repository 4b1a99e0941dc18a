import assert from 'node:assert/strict';

import { askOwnerForCredits } from '../../src/codex/account/creditPages.ts';
import { readThreadCost } from '../../src/codex/appServer/threadCost.ts';
import { askCodex } from '../support/codex/askCodex.ts';
import { type CodexFixture, createCodexFixture } from '../support/codex/codexFixture.ts';
import { callGuardrails } from '../support/codex/guardrailsCli.ts';

describe('what the account itself tells, through the real Codex', function () {
  this.timeout(60_000);

  let codex: CodexFixture;
  beforeEach(async () => {
    codex = await createCodexFixture();
  });
  afterEach(() => codex.dispose());

  it('a thread’s cost, by model and tier', async () => {
    codex.backend.play('two steps', [
      { kind: 'shell', command: 'ls', usage: { input: 9_500, cached: 0, cacheWrite: 0, output: 210, reasoning: 0 } },
      {
        kind: 'message',
        text: 'Done.',
        usage: { input: 9_900, cached: 9_000, cacheWrite: 0, output: 90, reasoning: 0 },
      },
    ]);
    const { threadId = '' } = await codex.runCodex(['two steps']);
    const billed = codex.backend.modelRequests.reduce((sum, { costMicros }) => sum + costMicros, 0);
    const figures = await askCodex(codex, (client) => readThreadCost(client, threadId, 1_000));
    assert.deepEqual(figures, [
      {
        threadId,
        model: codex.backend.modelRequests[0]?.model,
        tier: 'standard',
        credits: billed,
        inputTokens: 19_400,
        cachedInputTokens: 9_000,
        outputTokens: 300,
        readAtMs: 1_000,
      },
    ]);
  });

  it('rate-card compare holds our figures against it, and says where a price is another', async () => {
    await codex.runCodex(['hello']);
    assert.deepEqual(await compare(), { isTold: true, verdicts: ['agrees'] });
    // The backend charges every model as gpt-5.5.
    await codex.runCodex(['--model', 'gpt-6.1-sol', 'hello again']);
    assert.deepEqual(await compare(), { isTold: true, verdicts: ['agrees', 'differs'] });
  });

  async function compare(): Promise<{ readonly isTold: boolean; readonly verdicts: readonly string[] }> {
    const { out } = await callGuardrails(codex, 'rate-card', 'compare', '--json');
    const answer = JSON.parse(out) as {
      readonly isTold: boolean;
      readonly models: readonly { readonly verdict: string }[];
    };
    return { isTold: answer.isTold, verdicts: answer.models.map(({ verdict }) => verdict).sort() };
  }

  it('an account that may not be asked tells nothing, and that is no failure', async () => {
    codex.backend.state.failures.threadUsage = 403;
    const { threadId = '' } = await codex.runCodex(['hello']);
    assert.equal(await askCodex(codex, (client) => readThreadCost(client, threadId, 0)), undefined);
  });

  it('a mail to the workspace’s owner is sent, but not twice in a short while', async () => {
    const ask = () => askCodex(codex, (client) => askOwnerForCredits(client, 'credits'));
    assert.equal(await ask(), 'sent');
    codex.backend.state.failures.nudgeMail = 429;
    assert.equal(await ask(), 'alreadySent');
  });
});
