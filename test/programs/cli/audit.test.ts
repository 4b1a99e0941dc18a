import assert from 'node:assert/strict';

import { installFakeCodex } from './fakeCodex.ts';
import { cliFixture } from '../../unit/cli/runCli.ts';

describe('codex-guardrails audit', () => {
  const { run, json, policy, folder } = cliFixture();
  const task = (...options: readonly string[]) => run('run', '--model', 'gpt-5.5', ...options, '--', 'Fix the build');

  it('says that there is nothing yet', async () =>
    assert.equal((await run('audit')).out, 'Nothing has been decided yet.\n'));

  it('has a row for each decision, whether it was run or refused', async () => {
    installFakeCodex(folder('no-codex-here'), { responses: 1 });
    await task();
    policy({ models: { deny: ['*'] } });
    await task();
    const { rows } = await json('audit');
    const [ran, refused] = rows as readonly Readonly<Record<string, unknown>>[];
    const inShort = (row: typeof ran) => [
      row?.['effect'],
      (row?.['answers'] as readonly { readonly answer: string; readonly answeredBy: string }[] | undefined)?.map(
        ({ answer, answeredBy }) => `${answer} by ${answeredBy}`,
      ),
      (row?.['run'] as { readonly status: string } | null | undefined)?.status,
      (row?.['findings'] as readonly { readonly ruleId: string }[] | undefined)?.map(({ ruleId }) => ruleId),
    ];
    assert.deepEqual(inShort(ran), ['allow', ['run by command line'], 'completed', []]);
    assert.deepEqual(inShort(refused), ['deny', ['refused by policy'], undefined, ['models.deny']]);
  });

  it('as CSV has nothing that a spreadsheet would take for a formula', async () => {
    installFakeCodex(folder('no-codex-here'), { responses: 1 });
    policy({ models: { deny: ['*'] } });
    await run('run', '--model', '=HYPERLINK("http://evil")', '--', 'Fix the build');
    const [header, row, ...rest] = (await run('audit', '--csv')).out.trimEnd().split('\n');
    assert.match(header ?? '', /^decidedAt,decisionId,surface,/);
    assert.match(row ?? '', /,"'=HYPERLINK\(""http:\/\/evil""\)",/);
    assert.deepEqual(rest, []);
  });

  it('tells a person in a table', async () => {
    installFakeCodex(folder('no-codex-here'), { responses: 1 });
    await task();
    const [header, row] = (await run('audit')).out.split('\n');
    assert.match(header ?? '', /^decided +where +model +likely +effect +answer +by +run +credits$/);
    assert.match(row ?? '', /gpt-5\.5 .* allow +run +command line +completed/);
  });

  it('begins where it is told to', async () => {
    installFakeCodex(folder('no-codex-here'), { responses: 1 });
    await task();
    assert.deepEqual((await json('audit', '--since', '2999-01-01'))['rows'], []);
  });
});

describe('codex-guardrails export', () => {
  const { run, rollout } = cliFixture();

  it('writes one request a line, as JSON', async () => {
    rollout(3);
    const lines = (await run('export', '--format', 'jsonl')).out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    assert.deepEqual(
      lines.map(({ schemaVersion, inputTokens, meter }) => [schemaVersion, inputTokens, meter]),
      [100, 200, 300].map((input) => [1, input, 'unknown']),
    );
  });

  it('writes the same as CSV, with a header', async () => {
    rollout(2);
    const [header, ...rows] = (await run('export')).out.trimEnd().split('\n');
    assert.match(header ?? '', /^occurredAt,threadId,turnId,runId,responseId,model,/);
    assert.equal(rows.length, 2);
  });

  it('adds up to what the report says', async () => {
    rollout(4);
    const exported = (await run('export', '--format', 'jsonl')).out
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { readonly creditsMicros: number }).creditsMicros);
    const report = JSON.parse((await run('report', '--json')).out) as { totals: { creditsMicros: number } };
    assert.equal(
      exported.reduce((sum, each) => sum + each, 0),
      report.totals.creditsMicros,
    );
  });

  it('begins where it is told to', async () => {
    rollout(2);
    assert.equal((await run('export', '--format', 'jsonl', '--since', '2999-01-01')).out, '');
  });
});
