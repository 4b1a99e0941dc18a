import assert from 'node:assert/strict';

import { installFakeCodex } from './fakeCodex.ts';
import { cliFixture } from '../../unit/cli/runCli.ts';
import { atTerminal } from '../../unit/cli/stdin.ts';

const NOTHING_A_DAY = { budgets: [{ id: 'daily', period: 'day', limitCredits: 0 }] };
const QUIET = { unknown: { balance: 'allow' } };

describe('codex-guardrails override', () => {
  const { run, json, policy, folder } = cliFixture();
  const check = () => run('check', '--model', 'gpt-5.5', '--estimate-credits', '10');
  const task = () => run('run', '--model', 'gpt-5.5', '--', 'Fix the build');
  const add = (keys: string | undefined, ...options: readonly string[]) =>
    atTerminal(keys, () => run('override', 'add', '--budget', 'daily', '--credits', '20', ...options));
  const recorded = async () => (await json('override', 'list'))['rows'] as readonly Record<string, unknown>[];

  beforeEach(() => {
    policy({ ...QUIET, ...NOTHING_A_DAY });
  });

  it('lets what is refused start, and says so with the reason', async () => {
    assert.equal((await check()).code, 3);
    const { code, err } = await add('y\n', '--today', '--reason', 'release day');
    assert.equal(code, 0);
    assert.match(err, /The daily budget: 0\.00 left\. Raised by 20 until .* by command line: release day\./);
    const after = await check();
    assert.equal(after.code, 0);
    assert.match(after.out, /The daily budget of 0 credits is raised by 20: release day\./);
  });

  it('for once serves one run, and the audit tells which', async () => {
    installFakeCodex(folder('no-codex-here'), { responses: 1 });
    const refused = await task();
    assert.equal(refused.code, 3);
    assert.match(refused.err, /override add --budget daily --credits \d+/);
    await atTerminal('y\n', () => run('override', 'add', '--budget', 'daily', '--credits', '500'));
    assert.deepEqual([(await task()).code, (await task()).code], [0, 3]);
    const { rows, overrides } = await json('audit');
    const ran = (rows as readonly { decisionId: string; effect: string }[]).find(({ effect }) => effect === 'warn');
    assert.deepEqual(
      (overrides as readonly Record<string, unknown>[]).map(({ usedBy, creditsMicros, kind, reason }) => [
        usedBy,
        creditsMicros,
        kind,
        reason,
      ]),
      [[[ran?.decisionId], 500_000_000, 'once', null]],
    );
    const exported = (await run('export', '--format', 'jsonl')).out.trim().split('\n');
    assert.ok(exported.every((line) => typeof (JSON.parse(line) as { overrideIds: unknown }).overrideIds === 'string'));
    assert.match((await run('audit')).out, /given +budget +state +used by +what[^]*Raised by 500 for one run/);
  });

  it('stands beside the rules in force', async () => {
    await add('y\n', '--today', '--reason', 'release day');
    assert.match((await run('policy', 'show')).out, /budgets\.daily +Raised by 20 until .*: release day +override/);
    assert.equal(((await json('policy', 'show'))['overrides'] as readonly unknown[]).length, 1);
  });

  for (const [says, keys] of [
    ['says no', 'n\n'],
    ['says nothing', '\n'],
    ['goes away', undefined],
  ] as const) {
    it(`raises nothing where the person ${says}`, async () => {
      assert.equal((await add(keys)).code, 5);
      assert.deepEqual(await recorded(), []);
    });
  }

  it('is not for programs: without a terminal nothing is raised', async () => {
    const { code, err } = await run('override', 'add', '--budget', 'daily', '--credits', '20');
    assert.equal(code, 5);
    assert.match(err, /an override needs a terminal with a person at it/);
    assert.deepEqual(await recorded(), []);
  });

  for (const [says, code, error, options] of [
    ['for a day without a reason', 2, /only with a reason/, ['--today']],
    ['for a day with an empty reason', 2, /only with a reason/, ['--today', '--reason', ' ']],
    ['of nothing', 2, /must be above zero/, ['--credits', '0']],
    [
      'of a budget nobody has',
      2,
      /no budget has the id “weekly”.*\nThose in force here: “daily”/,
      ['--budget', 'weekly'],
    ],
    ['for once and for today', 2, /cannot be used with/, ['--today', '--once']],
  ] as const) {
    it(`is refused ${says}`, async () => {
      const answer = await add('y\n', ...options);
      assert.equal(answer.code, code);
      assert.match(answer.err, error);
      assert.deepEqual(await recorded(), []);
    });
  }

  it('says that there is none', async () =>
    assert.equal((await run('override', 'list')).out, 'No budget was raised.\n'));
});
