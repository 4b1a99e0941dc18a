import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { mock } from 'node:test';

import { waitUntil } from '../../support/codex/waitUntil.ts';
import { type FakeCodexPlan, installFakeCodex } from './fakeCodex.ts';
import { type Cli, cliFixture } from '../../unit/cli/runCli.ts';
import { atTerminal } from '../../unit/cli/stdin.ts';

const asks = { run: { confirmAboveCredits: 0 } };
const task = ['--', 'Fix the build'];

/** What the ledger keeps of runs. */
interface Kept {
  readonly answers: readonly unknown[];
  readonly runs: readonly unknown[];
  readonly reservations: number;
}

function kept({ folder }: Cli): Kept {
  const db = new DatabaseSync(folder('data', 'ledger.sqlite'));
  try {
    return {
      answers: db
        .prepare('SELECT answer FROM decisions LEFT JOIN answers USING (decision_id)')
        .all()
        .map(({ answer }) => answer),
      runs: db
        .prepare('SELECT status FROM runs')
        .all()
        .map(({ status }) => status),
      reservations: db.prepare('SELECT * FROM reservations').all().length,
    };
  } finally {
    db.close();
  }
}

/** Whoever waits in vain ends, so that the other tests go on. */
const WAIT_MS = 20_000;

describe('codex-guardrails run', () => {
  const cli = cliFixture();
  const { run, policy, folder } = cli;
  const hasLedger = (): boolean => existsSync(folder('data', 'ledger.sqlite'));
  const codex = (plan: FakeCodexPlan = {}): void => {
    installFakeCodex(folder('no-codex-here'), plan);
  };
  const runTask = (...options: readonly string[]) => run('run', '--model', 'gpt-5.5', ...options, ...task);

  it('runs what nothing speaks against, and settles it', async () => {
    codex({ responses: 2 });
    assert.equal((await runTask()).code, 0);
    assert.deepEqual(kept(cli), { answers: ['run'], runs: ['completed'], reservations: 0 });
  });

  it('with --json writes nothing but lines of JSON, the last of them what it came to', async () => {
    codex({ responses: 2, says: 'Done.' });
    const events = (await runTask('--json')).out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    const { type, threadId, turnId, status, requests, creditsMicros } = events.at(-1) ?? {};
    assert.deepEqual(
      [events.map((event) => event['type']), [type, threadId, turnId, status, requests, creditsMicros]],
      [
        ['decision', 'usage', 'usage', 'settled'],
        ['settled', 'thread-1', 'turn-1', 'completed', 2, 2_000_000],
      ],
    );
  });

  describe('at a cap', () => {
    for (const [says, options, rules] of [
      ['that the person set', ['--cap-credits', '3'], {}],
      ['of the policy', [], { run: { capCredits: 3 } }],
      ['of the policy, though the person set a higher one', ['--cap-credits', '100'], { run: { capCredits: 3 } }],
      [
        'that is what remains of a budget',
        [],
        { budgets: [{ id: 'a', period: 'day', limitCredits: 3, mode: 'soft' }] },
      ],
    ] as const) {
      it(`${says}: stops the run and ends with 4`, async () => {
        const responses = 1000;
        codex({ responses });
        policy(rules);
        const { code, out } = await runTask('--yes', '--json', ...options);
        const last = JSON.parse(out.trim().split('\n').at(-1) ?? '') as { status: string; creditsMicros: number };
        assert.deepEqual(
          [code, last.status, last.creditsMicros >= 3_000_000, last.creditsMicros < responses * 1_000_000],
          [4, 'capped', true, true],
        );
        assert.deepEqual(kept(cli), { answers: ['run'], runs: ['capped'], reservations: 0 });
      });
    }
  });

  describe('held at its cap', () => {
    const events = (out: string): Readonly<Record<string, unknown>>[] =>
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);

    /** A run of six credits with a cap of three, whose person types these keys once it is held. */
    async function held(keys: string, ...options: readonly string[]) {
      codex({ responses: 6, hasHooks: true });
      policy({ run: { capCredits: 3 } });
      const typed = (async () => {
        await waitUntil('a hold', () => hasLedger() && answers().holds > 0, WAIT_MS);
        return keys;
      })();
      return atTerminal(typed, () => runTask(...options));
    }

    const answers = () => {
      const db = new DatabaseSync(folder('data', 'ledger.sqlite'));
      try {
        const kept = db.prepare('SELECT kind, cap_credits_micros AS cap, answered_by AS who FROM hold_answers').all();
        const holds = db.prepare('SELECT * FROM holds').all().length;
        return { holds, kept: kept.map(({ kind, cap, who }) => [kind, cap, who]) };
      } finally {
        db.close();
      }
    };

    for (const [says, keys, code, kept, credits] of [
      ['goes on by the credits that the person writes', '5\n', 0, [['raise', 8e6, 'command line']], 6e6],
      ['goes on by the raise that is offered', 'r\n', 0, ['raise'], 6e6],
      ['finishes without cap', 'f\n', 0, [['uncap', null, 'command line']], 6e6],
      ['stops', 's\n', 4, [['stop', 3e6, 'command line']], 3e6],
      ['stops where the person presses Ctrl-C', '\u0003', 4, [['stop', 3e6, 'command line']], 3e6],
      ['asks again after what is no answer', 'what?\n-5\ns\n', 4, [['stop', 3e6, 'command line']], 3e6],
      [
        'is held again at the raised cap',
        '1\nf\n',
        0,
        [
          ['raise', 4e6, 'command line'],
          ['uncap', null, 'command line'],
        ],
        6e6,
      ],
    ] as const) {
      it(says, async () => {
        const result = await held(keys, '--json');
        assert.deepEqual([result.code, events(result.out).at(-1)?.['creditsMicros']], [code, credits], result.err);
        assert.deepEqual(kept[0] === 'raise' ? answers().kept.map(([kind]) => kind) : answers().kept, kept);
      });
    }

    it('tells that it is held, what it still needs, and that it goes on', async () => {
      const { out } = await held('5\n', '--json');
      const types = events(out).map(({ type }) => type);
      assert.deepEqual(types, [
        'decision',
        'usage',
        'capLikely',
        'usage',
        'usage',
        'held',
        'resumed',
        'usage',
        'usage',
        'usage',
        'settled',
      ]);
      const { creditsMicros, capCreditsMicros, cause } = events(out)[5] ?? {};
      assert.deepEqual([creditsMicros, capCreditsMicros, cause], [3e6, 3e6, 'cap']);
    });

    for (const [says, noAnswer, code, kind] of [
      ['ends with 4', 'deny', 4, 'noAnswer'],
      ['finishes where the policy allows it', 'allow', 0, 'uncap'],
    ] as const) {
      it(`and nobody is there: ${says}`, async () => {
        codex({ responses: 6, hasHooks: true });
        policy({ run: { capCredits: 3 }, noAnswer });
        assert.equal((await runTask()).code, code);
        assert.deepEqual(
          answers().kept.map(([answer, , who]) => [answer, who]),
          [[kind, 'nobody']],
        );
      });
    }
  });

  describe('starts nothing and holds nothing', () => {
    const denies = { models: { deny: ['gpt-5.*'] } };
    const [paid, near] = [{ usedPercent: 100 }, { usedPercent: 95 }];
    type Case = readonly [says: string, code: number, answer: string, FakeCodexPlan, object, readonly string[]];
    const cases: readonly Case[] = [
      ['where the policy denies', 3, 'refused', {}, denies, []],
      ['where the policy denies, whatever is said beside it', 3, 'refused', {}, denies, ['--yes', '--allow-paid']],
      ['where the policy asks and nobody is there', 5, 'cancelled', {}, asks, []],
      ['where purchased credits are asked about and nobody is there', 5, 'cancelled', paid, {}, []],
      ['where --yes is said, but nothing of purchased credits', 5, 'cancelled', paid, {}, ['--yes']],
      ['where the allowance may not last, and only --yes is said', 5, 'cancelled', near, {}, ['--yes']],
      ['where --allow-paid is said without --yes', 5, 'cancelled', paid, {}, ['--allow-paid']],
      ['where purchased credits are denied', 3, 'refused', paid, { paidCredits: 'deny' }, ['--yes', '--allow-paid']],
    ];
    for (const [says, code, answer, plan, rules, options] of cases) {
      it(`${says}: ${code}`, async () => {
        codex(plan);
        policy(rules);
        assert.equal((await runTask(...options)).code, code);
        assert.deepEqual(kept(cli), { answers: [answer], runs: [], reservations: 0 });
      });
    }

    for (const [says, keys] of [
      ['says no', 'n\n'],
      ['says nothing', '\n'],
      ['says something else', 'yikes\n'],
      ['presses Ctrl-C', '\u0003'],
      ['presses Ctrl-D', '\u0004'],
      ['closes the terminal', undefined],
    ] as const) {
      it(`where the person ${says}: 5`, async () => {
        codex();
        policy(asks);
        const { code, err } = await atTerminal(keys, () => runTask());
        assert.deepEqual([code, /Not started\./.test(err)], [5, true], err);
        assert.deepEqual(kept(cli), { answers: ['cancelled'], runs: [], reservations: 0 });
      });
    }

    it('where there is no Codex: 1, and says what to do', async () => {
      const { code, err } = await runTask();
      assert.deepEqual([code, /there is no program at .*\n.*Correct CODEX_GUARDRAILS_CODEX/s.test(err)], [1, true]);
      assert.deepEqual(kept(cli), { answers: ['run', 'cancelled'], runs: [], reservations: 0 });
    });
  });

  it('for an empty prompt is wrong usage, and nothing is decided', async () => {
    codex();
    assert.equal((await run('run', '--model', 'gpt-5.5', ' ')).code, 2);
  });

  for (const [says, work] of [
    ['the person says yes', () => atTerminal('y\n', () => runTask())],
    ['--yes is said', () => runTask('--yes')],
  ] as const) {
    it(`runs what the policy asks about, where ${says}`, async () => {
      codex();
      policy(asks);
      assert.equal((await work()).code, 0);
      assert.deepEqual(kept(cli), { answers: ['run'], runs: ['completed'], reservations: 0 });
    });
  }

  it('keeps its reservation while the person thinks', async () => {
    codex();
    policy(asks);
    mock.timers.enable({ apis: ['setInterval'] });
    const inLedger = <T>(work: (db: DatabaseSync) => T): T => {
      const db = new DatabaseSync(folder('data', 'ledger.sqlite'), { timeout: 1000 });
      try {
        return work(db);
      } finally {
        db.close();
      }
    };
    let isHeld: boolean | undefined;
    const thinking = async (): Promise<string> => {
      await waitUntil('a reservation', () => hasLedger() && kept(cli).reservations > 0, WAIT_MS);
      const expiresAtMs = (): number =>
        inLedger((db) => Number(db.prepare('SELECT expires_at_ms FROM reservations').get()?.['expires_at_ms']));
      inLedger((db) => db.exec('UPDATE reservations SET expires_at_ms = expires_at_ms - 60000'));
      const before = expiresAtMs();
      mock.timers.tick(30_000);
      isHeld = expiresAtMs() > before;
      return 'n\n';
    };
    try {
      assert.equal((await atTerminal(thinking(), () => runTask())).code, 5);
    } finally {
      mock.timers.reset();
    }
    assert.equal(isHeld, true);
  });

  it('draws purchased credits where --yes and --allow-paid are said', async () => {
    codex({ usedPercent: 100 });
    assert.equal((await runTask('--yes', '--allow-paid')).code, 0);
  });

  it('whose Codex dies has failed, and gives its reservation back', async () => {
    codex({ then: 'dies' });
    assert.equal((await runTask()).code, 1);
    assert.deepEqual(kept(cli), { answers: ['run'], runs: ['failed'], reservations: 0 });
  });

  it('is stopped where Codex asks for leave and nobody is there', async () => {
    codex({ then: 'asks' });
    const { code, err } = await runTask();
    assert.deepEqual([code, /Codex wants to run: rm -rf \//.test(err)], [5, true]);
  });

  it('does not let what the model writes steer the terminal', async () => {
    codex({ says: 'a\u001b[2Jb\rc\u009b1md' });
    assert.match((await runTask()).out, /^a\[2Jbc1md$/m);
  });
});
