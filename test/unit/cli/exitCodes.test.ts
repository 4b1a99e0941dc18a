import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

import packageJson from '../../../package.json' with { type: 'json' };
import { beginCheckout } from '../temporary.ts';
import { type Cli, cliFixture } from './runCli.ts';

const check = ['check', '--model', 'gpt-5.5', '--estimate-credits', '10'];
const quiet = { unknown: { balance: 'allow' } };

describe('codex-guardrails ends with', () => {
  const cli = cliFixture();
  type Case = readonly [says: string, code: number, args: readonly string[], prepare?: (cli: Cli) => void];
  const cases: readonly Case[] = [
    ['a report', 0, ['report']],
    ['its version', 0, ['--version']],
    ['its help', 0, ['--help']],
    ['a run that may start', 0, check, ({ policy }) => policy(quiet)],
    ['a run that is warned of', 0, check],
    ['a run that is asked about', 5, check, ({ policy }) => policy({ ...quiet, run: { confirmAboveCredits: 9 } })],
    ['a run that is denied', 3, check, ({ policy }) => policy({ ...quiet, models: { deny: ['gpt-5.*'] } })],
    [
      'a run over a budget',
      5,
      check,
      ({ policy }) => policy({ budgets: [{ id: 'a', period: 'day', limitCredits: 9 }] }),
    ],
    [
      'a run over a budget of nothing',
      3,
      check,
      ({ policy }) => policy({ budgets: [{ id: 'a', period: 'day', limitCredits: 0 }] }),
    ],
    ['a run under a policy that cannot be read', 5, check, ({ policy }) => policy('{"version":1,')],
    ['no command', 2, ['frobnicate']],
    ['an option nobody knows', 2, ['report', '--frobnicate']],
    ['a cut nobody knows', 2, ['report', '--by', 'mood']],
    ['a time zone nobody knows', 2, ['report', '--timezone', 'Europe/Atlantis']],
    ['a date that is none', 2, ['report', '--since', 'yesterday']],
    ['two forms at once', 2, ['report', '--json', '--csv']],
    ['no model', 2, ['check', '--estimate-credits', '1']],
    ['credits that are no number', 2, ['check', '--model', 'x', '--estimate-credits', 'ten']],
    ['credits below zero', 2, ['check', '--model', 'x', '--estimate-credits=-1']],
    ['a policy that is valid', 0, ['policy', 'validate'], ({ policy }) => policy({ run: { capCredits: 5 } })],
    ['a policy that is not', 2, ['policy', 'validate'], ({ policy }) => policy({ run: { capCredits: '5' } })],
    ['a policy that is not there', 2, ['policy', 'validate', '/nowhere/policy.json']],
    ['the rules in force', 0, ['policy', 'show']],
    ['a balance that nobody can read', 1, ['balance']],
    ['something missing', 1, ['doctor']],
  ];
  for (const [says, code, args, prepare] of cases) {
    it(`${code} for ${says}: ${args.join(' ')}`, async () => {
      prepare?.(cli);
      const result = await cli.run(...args);
      assert.equal(result.code, code, result.out + result.err);
    });
  }

  it('1 for a ledger of a newer version, and says what to do', async () => {
    await cli.run('report');
    const db = new DatabaseSync(cli.folder('data', 'ledger.sqlite'));
    db.exec('PRAGMA user_version = 99');
    db.close();
    const { code, err } = await cli.run('report');
    assert.deepEqual([code, /schema 99.*\nUpdate Codex Guardrails/.test(err)], [1, true]);
  });
});

describe('what codex-guardrails says', () => {
  const { run, json, policy, folder, rollout } = cliFixture();

  it('is its version', async () => assert.equal((await run('--version')).out.trim(), packageJson.version));

  it('names the flag and what was expected', async () => {
    const { err } = await run('report', '--since', 'yesterday');
    assert.match(err, /--since “yesterday” is neither a date nor an instant\.\nWrite 2026-11-20/);
  });

  it('names the file, the line and the key of a mistake', async () => {
    policy('{\n"version":1,\n"run":{"capCredit":5}}');
    assert.match(
      (await run('policy', 'validate')).err,
      /policy\.json, line 3: “capCredit” is not known; expected “capCredits”/,
    );
  });

  it('tells in words that a file is not there', async () => {
    const { err } = await run('policy', 'validate');
    assert.match(err, /policy\.json cannot be read: there is no such file\.\n$/);
  });

  it('has no trace of a stack', async () => {
    mkdirSync(folder('data', 'ledger.sqlite'), { recursive: true });
    assert.doesNotMatch((await run('report')).err, /\n +at /);
  });

  it('tells that a damaged ledger was put aside, beside the answer', async () => {
    mkdirSync(folder('data'));
    writeFileSync(folder('data', 'ledger.sqlite'), 'no database at all, but long enough to look at. '.repeat(30));
    rollout(2);
    const { code, out, err } = await run('report', '--json');
    const { totals } = JSON.parse(out) as { totals: { requests: number } };
    assert.deepEqual([code, totals.requests, /The ledger was damaged/.test(err)], [0, 2, true]);
  });

  it('without Codex is where it looked, and that nothing is known of the balance', async () => {
    const answer = await json('balance');
    assert.deepEqual(
      [answer['state'], (answer['binding'] as { kind: string }).kind, answer['source']],
      ['noCodex', 'unknown', 'none'],
    );
    assert.deepEqual(answer['nextRunMeter'], {
      meter: 'unknown',
      reason: 'What the next run draws on is not known: Codex was not found.',
    });
  });

  it('of a run is each finding with its rule, its file and its figures', async () => {
    policy({ ...quiet, run: { confirmAboveCredits: 9 } });
    const { findings } = await json(...check);
    assert.deepEqual(findings, [
      {
        ruleId: 'run.confirmAboveCredits',
        file: folder('data', 'policy.json'),
        effect: 'confirm',
        text: 'Your policy asks above 9.',
        limitCreditsMicros: 9_000_000,
        spentCreditsMicros: null,
        reservedCreditsMicros: null,
        remainingCreditsMicros: null,
        resetsAtMs: null,
      },
    ]);
  });

  it('of a run records nothing: asked twice, the budget is as it was', async () => {
    policy({ budgets: [{ id: 'a', period: 'day', limitCredits: 9 }] });
    const first = await json(...check);
    assert.deepEqual((await json(...check))['findings'], first['findings']);
  });

  it('of an estimate for a model without a price is its units', async () => {
    const { estimate } = await json('check', '--model', 'gpt-99', '--estimate-credits', '3');
    assert.equal((estimate as { p50CreditsMicros: number }).p50CreditsMicros, 3_000_000);
  });

  it('of what it read is how much', async () => {
    rollout(3);
    const { files, usageRecords, malformedLines, incompleteThreads } = await json('ingest');
    assert.deepEqual([files, usageRecords, malformedLines, incompleteThreads], [1, 3, 0, 0]);
  });

  it('of a policy that broke is that the last good one stays', async () => {
    policy({ ...quiet, models: { deny: ['*'] } });
    await run(...check);
    policy('{"version":1,');
    const { code, err } = await run(...check);
    assert.deepEqual([code, /The last good policy stays in force\. policy\.json, line 1/.test(err)], [3, true]);
  });

  it('of a workspace’s file is that it may tighten, never loosen', async () => {
    policy({ ...quiet, run: { capCredits: 5 } });
    beginCheckout(folder('repo'));
    writeFileSync(
      folder('repo', '.codex-guardrails.json'),
      '{"version":1,"run":{"capCredits":50},"paidCredits":"allow","models":{"maxEffort":"low"}}',
    );
    const { policy: rules } = await json('policy', 'show', '--cwd', folder('repo'));
    const { runCap, paidCredits, maxEffort } = rules as Record<string, { value: unknown }>;
    assert.deepEqual([runCap?.value, paidCredits?.value, maxEffort?.value], [5_000_000, 'ask', 'low']);
  });
});
