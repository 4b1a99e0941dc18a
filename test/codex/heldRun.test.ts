import assert from 'node:assert/strict';
import { chmod, readFile, readdir, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import { creditsToMicros } from '../../src/core/money.ts';
import { type CodexFixture, createCodexFixture } from '../support/codex/codexFixture.ts';
import { ONE_CREDIT, type RealRun, TWO_CHILDREN, creditEach, startRealRun } from '../support/codex/guardedTurn.ts';

/** How long a hold is watched; by hand it was watched for longer. */
const WATCHED_MS = 3_000;

describe('a run of the real Codex at its cap', function () {
  this.timeout(60_000);

  before(function () {
    if (process.platform === 'win32') {
      this.skip();
    }
  });

  let codex: CodexFixture;
  const runs: RealRun[] = [];
  beforeEach(async () => {
    codex = await createCodexFixture();
  });
  afterEach(async () => {
    for (const { run } of runs.splice(0)) {
      run.dispose();
    }
    await codex.dispose();
  });

  async function start(...args: Parameters<typeof startRealRun> extends [unknown, ...infer Rest] ? Rest : never) {
    const run = await startRealRun(codex, ...args);
    runs.push(run);
    return run;
  }

  const requests = (): number => codex.backend.modelRequests.length;
  const raise = (by: number) => ({ kind: 'raise', by: creditsToMicros(by) }) as const;

  it('is held without a single request, and goes on after a raise with exactly those that were left', async () => {
    codex.backend.play('five', creditEach(5));
    const { run, held } = await start('five', 2);
    await held();
    await sleep(WATCHED_MS);
    assert.equal(requests(), 2);
    await run.answer(raise(2), 'person');
    await held();
    assert.deepEqual([requests(), run.meter.spent], [4, creditsToMicros(4)]);
    await run.answer({ kind: 'uncap' }, 'person');
    assert.equal((await run.settled).status, 'completed');
    assert.equal(requests(), 5);
    // Nothing was asked twice: each request tells of one step more than the one before.
    assert.deepEqual(
      codex.backend.modelRequests.map(({ usage }) => usage?.input),
      [8000, 8000, 8000, 8000, 8000],
    );
  });

  it('stops when it is told to, without another request', async () => {
    codex.backend.play('five', creditEach(5));
    const { run, held } = await start('five', 2);
    await held();
    await run.answer({ kind: 'stop' }, 'person');
    assert.equal((await run.settled).status, 'stopped');
    assert.equal(requests(), 2);
  });

  it('makes no request at all where the cap is nothing', async () => {
    const { run, held } = await start('hello', 0);
    await held();
    await run.answer({ kind: 'stop' }, 'person');
    await run.settled;
    assert.equal(requests(), 0);
  });

  it('is interrupted where the policy says so', async () => {
    codex.backend.play('five', creditEach(5));
    const { run } = await start('five', 2, { onCap: 'stop' });
    assert.equal((await run.settled).status, 'capped');
    assert.equal(requests(), 2);
  });

  it('holds subagents as well', async () => {
    codex.backend.play('parent', [
      { kind: 'spawnAgent', prompt: 'child', usage: ONE_CREDIT },
      { kind: 'waitAgent', usage: ONE_CREDIT },
      { kind: 'message', text: 'Done.', usage: ONE_CREDIT },
    ]);
    codex.backend.play('child', creditEach(6));
    const { run, held } = await start('parent', 4);
    await held();
    const atHold = requests();
    await sleep(WATCHED_MS);
    assert.deepEqual([atHold, requests()], [4, 4]);
    await run.answer({ kind: 'uncap' }, 'person');
    assert.equal((await run.settled).status, 'completed');
    assert.equal(requests(), 9);
  });

  it('is not passed by subagents while a response’s tools are still at work', async () => {
    codex.backend.play('parent', [
      { kind: 'spawnAgent', prompt: 'child', usage: ONE_CREDIT },
      // Codex tells its thread's total when this has finished.
      { kind: 'shell', command: 'sleep 5', usage: ONE_CREDIT },
      { kind: 'message', text: 'Done.', usage: ONE_CREDIT },
    ]);
    codex.backend.play('child', creditEach(6));
    const { run, held } = await start('parent', 3);
    await held();
    assert.deepEqual([requests(), run.meter.spent], [3, creditsToMicros(3)]);
  });

  it('lets no more subagents work at the same time than its policy allows', async () => {
    codex.backend.play('parent', TWO_CHILDREN);
    codex.backend.play('first child', creditEach(3));
    codex.backend.play('second child', creditEach(3));
    const { run } = await start('parent', undefined, { maxSubagentsPerRun: 1 });
    let queued = 0;
    run.onDidChange(({ queuedSubagents }) => (queued = Math.max(queued, queuedSubagents)));
    assert.equal((await run.settled).status, 'completed');
    const children = codex.backend.modelRequests.filter(({ prompt }) => prompt.includes('child'));
    const threads = children.map(({ threadId }) => threadId);
    // The second begins when the first has ended, and is cut off with the run, for which the first was enough.
    assert.deepEqual([queued, threads.lastIndexOf(threads[0] ?? ''), new Set(threads).size], [1, 2, 2]);
  });

  it('prices subagents by their own model', async () => {
    codex.backend.play('parent', [
      { kind: 'spawnAgent', prompt: 'child', model: 'gpt-6.1-sol', usage: ONE_CREDIT },
      { kind: 'waitAgent', usage: ONE_CREDIT },
      { kind: 'message', text: 'Done.', usage: ONE_CREDIT },
    ]);
    codex.backend.play('child', creditEach(1));
    const { run, turn } = await start('parent', undefined);
    const models: (string | undefined)[] = [];
    turn.onDidUseTokens(({ model }) => models.push(model));
    await run.settled;
    const asked = codex.backend.modelRequests.map(({ model }) => model);
    assert.deepEqual([models.toSorted(), new Set(models).size], [asked.toSorted(), 2]);
  });

  it('holds compaction, which no other hook sees', async () => {
    const config = `${codex.codexHome}/config.toml`;
    await writeFile(config, `model_auto_compact_token_limit = 20000\n${await readFile(config, 'utf8')}`);
    codex.backend.play('far', [{ kind: 'shell', command: 'true', usage: { ...ONE_CREDIT, input: 24_000 } }]);
    codex.backend.play('CONTEXT CHECKPOINT COMPACTION', [{ kind: 'message', text: 'We looked.', usage: ONE_CREDIT }]);
    codex.backend.play('Another language model started', creditEach(1));
    const { run, held } = await start('far', 3);
    await held();
    await sleep(WATCHED_MS);
    assert.equal(requests(), 1);
    await run.answer({ kind: 'uncap' }, 'person');
    assert.equal((await run.settled).status, 'completed');
    // The summary, and the answer.
    assert.equal(requests(), 3);
  });

  it('goes on with its context where its app-server was killed while it was held', async () => {
    codex.backend.play('five', creditEach(5));
    // A codex that tells its process, so that it can be killed.
    const wrapper = `${codex.root}/codex`;
    await writeFile(wrapper, `#!/bin/sh\necho $$ > "$0.pid"\nexec ${codex.codexPath} "$@"\n`);
    await chmod(wrapper, 0o700);
    const { run, held } = await start('five', 2, { codexPath: wrapper });
    await held();
    process.kill(Number(await readFile(`${wrapper}.pid`, 'utf8')), 'SIGKILL');
    const { status, threadId, hold } = await run.settled;
    assert.deepEqual([status, hold?.cause], ['failed', 'cap']);
    const again = await start(undefined, undefined, { threadId });
    assert.equal((await again.run.settled).status, 'completed');
    assert.deepEqual([requests(), again.run.meter.spent], [5, creditsToMicros(3)]);
  });

  for (const [says, requirements] of [
    ['are left to administrators', 'allow_managed_hooks_only = true\n'],
    ['are switched off by administrators', '[features]\nhooks = false\n'],
  ] as const) {
    it(`is interrupted where hooks ${says}`, async () => {
      codex.backend.state.requirements = requirements;
      codex.backend.play('five', creditEach(5));
      const { run } = await start('five', 2);
      assert.deepEqual([run.meter.canBeHeld, (await run.settled).status], [false, 'capped']);
      assert.ok(requests() <= 3, `${requests()} requests`);
    });
  }

  it('writes nothing into the home but what Codex itself keeps, also where the agent may write', async () => {
    const file = `${codex.codexHome}/config.toml`;
    const config = () => readFile(file, 'utf8');
    await writeFile(file, `sandbox_mode = "workspace-write"\n${await config()}`);
    const before = await config();
    codex.backend.play('two', creditEach(2));
    const { run } = await start('two', undefined);
    await run.settled;
    assert.deepEqual([await config(), (await readdir(codex.codexHome)).includes('hooks.json')], [before, false]);
  });
});
