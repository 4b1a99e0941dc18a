import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { startAppServer } from '../support/codex/appServer.ts';
import type { UsageTotals } from '../support/codex/backendLog.ts';
import type { Scenario } from '../support/codex/backendScenario.ts';
import { createCodexFixture, type CodexFixture, type CodexFixtureOptions } from '../support/codex/codexFixture.ts';
import { waitUntil } from '../support/codex/waitUntil.ts';

const THREE_STEPS: Scenario = [
  { kind: 'shell', command: 'ls', usage: { input: 9_500, cached: 0, cacheWrite: 9_000, output: 210, reasoning: 64 } },
  { kind: 'shell', command: 'pwd', usage: { input: 9_900, cached: 9_472, cacheWrite: 0, output: 90, reasoning: 0 } },
  {
    kind: 'message',
    text: 'Done.',
    usage: { input: 10_100, cached: 9_856, cacheWrite: 17, output: 33, reasoning: 11 },
  },
];

const WITH_SUBAGENT: Scenario = [
  { kind: 'spawnAgent', prompt: 'count the files' },
  { kind: 'waitAgent' },
  { kind: 'message', text: 'The helper has counted them.' },
];

describe('the loopback backend and the real Codex', function () {
  this.timeout(60_000);

  const fixtures: CodexFixture[] = [];
  async function fixture(options: CodexFixtureOptions = {}): Promise<CodexFixture> {
    const created = await createCodexFixture(options);
    fixtures.push(created);
    return created;
  }
  afterEach(async () => {
    for (const used of fixtures.splice(0)) {
      await used.dispose();
    }
  });

  for (const auth of ['chatgpt', 'apiKey'] as const) {
    it(`${auth}: three steps are three requests, the rollout says what was billed, and nothing leaves`, async () => {
      const codex = await fixture({ auth });
      codex.backend.play('three steps', THREE_STEPS);
      const { code, threadId } = await codex.runCodex(['three steps']);

      assert.equal(code, 0);
      assert.ok(threadId);
      const billed = codex.backend.completedUsage(threadId);
      assert.deepEqual(billed, {
        requests: 3,
        inputTokens: 29_500,
        cachedInputTokens: 19_328,
        cacheWriteInputTokens: 9_017,
        outputTokens: 333,
        reasoningOutputTokens: 75,
      });
      assert.deepEqual(await rolloutUsage(codex, threadId), billed);
      assert.deepEqual(codex.backend.completedUsage(), billed);
      assert.deepEqual(codex.backend.outsideRequests(), []);
    });
  }

  it('a request for another host is caught and refused', async () => {
    const codex = await fixture({ auth: 'apiKey' });
    codex.startCodex(['-c', 'model_providers.loopback.base_url="https://api.openai.com/v1"', 'hello']);
    await waitUntil('a request for outside', () => codex.backend.outsideRequests().length > 0, 10_000);

    const [outside] = codex.backend.outsideRequests();
    assert.deepEqual([outside?.method, outside?.path, outside?.status], ['CONNECT', 'api.openai.com:443', 403]);
    assert.equal(codex.backend.modelRequests.length, 0);
  });

  for (const model of ['gpt-5.5', 'gpt-6.1-sol']) {
    it(`${model}: uses its shell and its patch tool, and a subagent has a thread of its own`, async () => {
      const codex = await fixture({ model });
      codex.backend.play('delegate', WITH_SUBAGENT);
      codex.backend.play('count the files', [
        { kind: 'patch', file: 'notes.txt', lines: ['written by the helper'] },
        { kind: 'shell', command: 'cp notes.txt copy.txt' },
        { kind: 'message', text: 'Two.' },
      ]);
      const { code, threadId } = await codex.runCodex(['delegate']);

      assert.equal(code, 0);
      assert.equal(await readFile(`${codex.workspace}/copy.txt`, 'utf8'), 'written by the helper\n');
      const threads = new Set(codex.backend.modelRequests.map((request) => request.threadId));
      assert.equal(threads.size, 2);
      assert.ok(threadId !== undefined && threads.has(threadId));
      for (const thread of threads) {
        assert.equal(codex.backend.completedUsage(thread).requests, 3);
        assert.deepEqual(await rolloutUsage(codex, thread), codex.backend.completedUsage(thread));
      }
    });
  }

  it('an account that is used up ends the run at its first request', async () => {
    const codex = await fixture();
    codex.backend.play('anything', [{ kind: 'reject', status: 429, type: 'usage_limit_reached' }]);
    const { code, stdout } = await codex.runCodex(['anything']);

    assert.equal(code, 1);
    assert.match(stdout, /out of credits/);
    assert.equal(codex.backend.modelRequests.length, 1);
    assert.equal(codex.backend.completedUsage().requests, 0);
    assert.equal(codex.backend.state.balance, 1000);
  });

  it('a step that is interrupted is closed by the client and not billed', async () => {
    const codex = await fixture();
    codex.backend.play('slow', [
      { kind: 'shell', command: 'ls' },
      { kind: 'message', text: 'never heard', delayMs: 30_000, textDeltas: 3 },
    ]);
    const run = codex.startCodex(['slow']);
    await codex.backend.waitForModelRequests(2);
    run.process.kill('SIGINT');
    const { code } = await run.result;

    assert.equal(code, 1);
    assert.deepEqual(
      codex.backend.modelRequests.map(({ closedByClient, usage }) => [closedByClient, usage !== undefined]),
      [
        [false, true],
        [true, false],
      ],
    );
  });

  it('the app-server shows the account as the backend has it, and what a run has taken from it', async () => {
    const codex = await fixture({ plan: 'enterprise', backend: { state: { balance: 20.5 } } });
    codex.backend.state.individualLimit = {
      limit: '500',
      used: '125.5',
      remainingPercent: 75,
      resetsAt: 2_000_000_000,
    };
    codex.backend.play('three steps', THREE_STEPS);
    const server = await startAppServer(codex);
    const before = rateLimits.parse(await server.request('account/rateLimits/read', {}));
    await codex.runCodex(['three steps']);
    const after = rateLimits.parse(await server.request('account/rateLimits/read', {}));

    assert.deepEqual(before.rateLimits, {
      credits: { hasCredits: true, unlimited: false, balance: '20.5' },
      planType: 'enterprise',
      individualLimit: { limit: '500', used: '125.5', remainingPercent: 75, resetsAt: 2_000_000_000 },
    });
    // 10,172 uncached tokens at 125 credits a million, 19,328 cached at 12.5, 333 output at 750.
    assert.equal(after.rateLimits.credits.balance, '18.73715');
  });

  it('a broken usage endpoint reaches the app-server as an error, not as an empty balance', async () => {
    const codex = await fixture();
    const server = await startAppServer(codex);
    codex.backend.state.failures.usage = 500;
    await assert.rejects(server.request('account/rateLimits/read', {}), /500/);

    delete codex.backend.state.failures.usage;
    await server.request('account/rateLimits/read', {});
  });
});

const rateLimits = z.object({
  rateLimits: z.object({
    credits: z.object({ hasCredits: z.boolean(), unlimited: z.boolean(), balance: z.string() }),
    planType: z.string(),
    individualLimit: z.object({
      limit: z.string(),
      used: z.string(),
      remainingPercent: z.number(),
      resetsAt: z.number(),
    }),
  }),
});

const usageRecord = z.object({
  type: z.literal('token_usage_record'),
  payload: z.object({ thread_id: z.string(), usage: z.record(z.string(), z.number()) }),
});

/** Adds up a rollout's own records, by a reader that knows nothing of the product's. */
async function rolloutUsage(codex: CodexFixture, threadId: string): Promise<UsageTotals> {
  const lines = (await readFile(await codex.rolloutPath(threadId), 'utf8')).trimEnd().split('\n');
  const usages = lines
    .map((line) => usageRecord.safeParse(JSON.parse(line)).data?.payload)
    .flatMap((record) => (record?.thread_id === threadId ? [record.usage] : []));
  const sum = (field: string): number => usages.reduce((total, usage) => total + (usage[field] ?? NaN), 0);
  return {
    requests: usages.length,
    inputTokens: sum('input_tokens'),
    cachedInputTokens: sum('cached_input_tokens'),
    cacheWriteInputTokens: sum('cache_write_input_tokens'),
    outputTokens: sum('output_tokens'),
    reasoningOutputTokens: sum('reasoning_output_tokens'),
  };
}
