import assert from 'node:assert/strict';

import type { CodexFixture } from '../support/codex/codexFixture.ts';
import { ForeignClient } from '../support/codex/foreignClient.ts';
import { ONE_CREDIT, creditEach } from '../support/codex/guardedTurn.ts';
import { type HookedCodex, createHookedCodex } from '../support/codex/hookedCodex.ts';

/** How a run is started, and how many requests it makes besides those that its prompt's scenario has. */
interface Way {
  readonly name: string;
  readonly besides: number;
  readonly surface: string;
  /** Begins a run, and waits for its end. Returns how it ended: by its code, or as Codex says. */
  readonly say: (codex: CodexFixture, prompt: string) => Promise<unknown>;
}

const CHILD_BEGINS_AFTER_MS = 2_500;

const exec: Way = {
  ...{ name: '`codex exec`', besides: 0, surface: 'exec' },
  say: async (codex, prompt) => (await codex.runCodex([prompt])).code,
};
const client: Way = {
  ...{ name: 'an app-server of another client', besides: 0, surface: 'other' },
  say: async (codex, prompt) => {
    const foreign = await ForeignClient.start(codex);
    await foreign.say(prompt);
    const [status] = await foreign.ended(1);
    await foreign.server.close();
    return status;
  },
};
/** Its parent begins it, and waits for it. */
const subagent: Way = {
  ...{ name: 'a subagent', besides: 3, surface: 'exec' },
  say: async (codex, prompt) => (await codex.runCodex([`have a subagent do: ${prompt}`])).code,
};

const NOTHING_AGAINST = { paidCredits: 'allow', unknown: { balance: 'allow' } };

/** Hooks lie in the home as a person installs them; the TUI has its own test, `hookTui`. */
describe('a run whose home has our hooks', function () {
  this.timeout(90_000);

  before(function () {
    if (process.platform === 'win32') {
      this.skip();
    }
  });

  let hooked: HookedCodex;
  beforeEach(async () => {
    hooked = await createHookedCodex();
    await hooked.install();
    const { backend } = hooked.codex;
    for (const [name, requests] of [
      ['two', 2],
      ['five', 5],
    ] as const) {
      backend.play(name, creditEach(requests));
      backend.play(`${name} later`, [
        { kind: 'shell', command: 'true', usage: ONE_CREDIT, delayMs: CHILD_BEGINS_AFTER_MS },
        ...creditEach(requests - 1),
      ]);
      backend.play(`have a subagent do: ${name}`, [
        { kind: 'spawnAgent', prompt: `${name} later`, usage: ONE_CREDIT },
        { kind: 'waitAgent', usage: ONE_CREDIT },
        { kind: 'message', text: 'Done.', usage: ONE_CREDIT },
      ]);
    }
  });
  afterEach(() => hooked.codex.dispose());

  /** Of each decision what was decided, where, and what became of it. */
  const told = async () =>
    (await hooked.audit()).map(({ effect, surface, run }) => [effect, surface, run?.status, run?.creditsMicros]);

  /** So many requests were made, and each is in the ledger once. */
  async function madeOnce(requests: number): Promise<void> {
    assert.deepEqual([hooked.requests(), await hooked.counted()], [requests, requests]);
  }

  for (const { name, say, besides, surface } of [exec, client, subagent]) {
    describe(`in ${name}`, () => {
      it('is let pass where nothing speaks against it', async () => {
        await hooked.policy(NOTHING_AGAINST);
        await say(hooked.codex, 'two');
        await madeOnce(2 + besides);
        assert.deepEqual(await told(), [['allow', surface, 'completed', (2 + besides) * 1e6]]);
      });

      it('is held at its cap, and released by a raise', async () => {
        const cap = 2 + (besides === 0 ? 0 : 2);
        await hooked.policy({ ...NOTHING_AGAINST, run: { capCredits: cap } });
        const ended = say(hooked.codex, 'five');
        const id = await hooked.openQuestion();
        assert.equal(hooked.requests(), cap);
        await hooked.approve(id, '--credits 50');
        await ended;
        await madeOnce(5 + besides);
        assert.deepEqual(await told(), [['allow', surface, 'completed', (5 + besides) * 1e6]]);
      });
    });
  }

  // A subagent's prompt belongs to its parent's run: it is neither warned of nor asked about by itself.
  for (const { name, say, surface } of [exec, client]) {
    describe(`in ${name}`, () => {
      it('is let pass with a warning', async () => {
        await hooked.policy({ ...NOTHING_AGAINST, unknown: { balance: 'allow', effort: 'warn' } });
        await say(hooked.codex, 'two');
        await madeOnce(2);
        assert.deepEqual(await told(), [['warn', surface, 'completed', 2e6]]);
      });

      it('is asked about, and starts once it is approved', async () => {
        await hooked.policy({ ...NOTHING_AGAINST, run: { confirmAboveCredits: 0 } });
        await say(hooked.codex, 'two');
        await madeOnce(0);
        await hooked.approve(await hooked.openQuestion());
        await say(hooked.codex, 'two');
        await madeOnce(2);
        assert.deepEqual(await told(), [
          ['confirm', surface, undefined, undefined],
          ['confirm', surface, 'completed', 2e6],
        ]);
      });

      it('makes no request where it is denied', async () => {
        await hooked.policy({ models: { deny: ['gpt-5.5'] } });
        await say(hooked.codex, 'two');
        await madeOnce(0);
        assert.deepEqual(await told(), [['deny', surface, undefined, undefined]]);
      });
    });
  }

  for (const { name, say, besides, surface } of [exec, subagent]) {
    it(`in ${name} is stopped at its cap`, async () => {
      const cap = 2 + (besides === 0 ? 0 : 2);
      await hooked.policy({ ...NOTHING_AGAINST, run: { capCredits: cap, onCap: 'stop' } });
      assert.equal(await say(hooked.codex, 'five'), 1);
      await madeOnce(cap);
      assert.deepEqual(await told(), [['allow', surface, 'capped', cap * 1e6]]);
    });
  }

  it('in an app-server of another client is stopped at its cap when its owner stops it', async () => {
    await hooked.policy({ ...NOTHING_AGAINST, run: { capCredits: 2, onCap: 'stop' } });
    const foreign = await ForeignClient.start(hooked.codex);
    const turnId = await foreign.say('five');
    await hooked.lastRunIs('capped');
    await foreign.server.request('turn/interrupt', { threadId: foreign.threadId, turnId });
    assert.deepEqual(await foreign.ended(1), ['interrupted']);
    await madeOnce(2);
    assert.deepEqual(await told(), [['allow', 'other', 'capped', 2e6]]);
  });
});
