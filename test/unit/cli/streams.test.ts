import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';

import { cliFixture } from './runCli.ts';
import { beginCheckout } from '../temporary.ts';
import { withInput } from './stdin.ts';

const check = ['check', '--model', 'gpt-5.5', '--estimate-credits', '10'];

describe('codex-guardrails keeps its results apart from what it says', () => {
  const { run, policy, rollout } = cliFixture();

  for (const args of [
    ['ingest'],
    ['report'],
    ['report', '--by', 'model'],
    ['balance'],
    check,
    ['policy', 'show'],
    ['doctor'],
  ]) {
    it(`${args.join(' ')} --json writes one JSON answer and nothing else, whatever there is to say`, async () => {
      policy('{"version":1,');
      rollout(2);
      const { out } = await run(...args, '--json');
      assert.equal((JSON.parse(out) as { schemaVersion: number }).schemaVersion, 1);
    });
  }

  for (const [flag, args] of [
    ['--since', ['report', '--since', 'yesterday']],
    ['--since', ['report', '--since', '2026-02-30']],
    ['--since', ['report', '--since', '2026-11-20T10:00:00']],
    ['--since', ['report', '--since', 'Tue Nov 24 2026']],
    ['--until', ['report', '--until', '2026-13-01']],
    ['--until', ['report', '--until', '']],
    ['--timezone', ['report', '--timezone', 'Europe/Atlantis']],
    ['--by', ['report', '--by', 'hour']],
    ['--json', ['report', '--json', '--csv']],
    ['--estimate-credits', ['check', '--model', 'm', '--estimate-credits', 'ten']],
    ['--estimate-credits', ['check', '--model', 'm', '--estimate-credits', '']],
    ['--estimate-credits', ['check', '--model', 'm', '--estimate-credits=-1']],
    ['--estimate-credits', ['check', '--model', 'm', '--estimate-credits', 'NaN']],
    ['--cap-credits', ['run', '--cap-credits', '1e300', 'x']],
    ['--cap-credits', ['run', '--cap-credits', 'Infinity', 'x']],
    ['--model', ['check', '--estimate-credits', '1']],
    ['--model', ['estimate']],
  ] as const) {
    it(`${args.join(' ')} writes no result, names ${flag} and ends with 2`, async () => {
      const { code, out, err } = await run(...args);
      assert.deepEqual([code, out, err.includes(flag)], [2, '', true], err);
    });
  }

  it('reads a prompt from standard input', async () => {
    const { code, out } = await withInput('Fix the build', () => run('estimate', '--model', 'gpt-5.5', '--json'));
    const { unpriced, basis } = JSON.parse(out) as Readonly<Record<string, unknown>>;
    assert.deepEqual([code, unpriced, basis], [0, false, 'prior']);
  });

  it('estimates the same whether the prompt’s last line is ended or not', async () => {
    const estimate = (prompt: string) => withInput(prompt, () => run('estimate', '--model', 'gpt-5.5', '--json'));
    assert.equal((await estimate('Fix the build\n')).out, (await estimate('Fix the build')).out);
  });

  it('compares settings where that is asked for, and says that quality differs', async () => {
    const answer = await withInput('Fix the build', () => run('estimate', '--model', 'gpt-5.5', '--compare', '--json'));
    const { comparison, note } = JSON.parse(answer.out) as {
      readonly comparison: readonly { readonly model: string; readonly p50CreditsMicros: number }[];
      readonly note: string;
    };
    const middles = comparison.map(({ p50CreditsMicros }) => p50CreditsMicros);
    assert.deepEqual([answer.code, comparison.some(({ model }) => model === 'gpt-5.5')], [0, true]);
    assert.deepEqual(
      middles,
      middles.toSorted((a, b) => a - b),
    );
    assert.match(note, /quality differs/);
    assert.match(answer.err, /What is on offer is not known/);
  });

  it('shows the comparison as a table behind the reasons', async () => {
    const { out } = await withInput('Fix the build', () => run('estimate', '--model', 'gpt-5.5', '--compare'));
    assert.match(out, /of other people\.\n(?:.*\n)+\nmodel +effort +tier +median +80 % range\n/);
  });

  for (const command of ['estimate', 'check']) {
    it(`${command} without a prompt ends with 2 and says how to give one`, async () => {
      const { code, out, err } = await withInput(' \n', () => run(command, '--model', 'gpt-5.5', '--json'));
      assert.deepEqual([code, out, /no prompt.*\nGive it one/.test(err)], [2, '', true]);
    });
  }
});

describe('what codex-guardrails writes', () => {
  const { run, json, folder, rollout, policy } = cliFixture();
  const repository = (text: string): string => {
    beginCheckout(folder('repo'));
    writeFileSync(folder('repo', '.codex-guardrails.json'), text);
    return folder('repo');
  };

  it('cannot be steered by the names in a repository’s policy', async () => {
    const budget = '{"id":"\\u009b2Jfine","period":"day","limitCredits":0}';
    const { out } = await run('policy', 'show', '--cwd', repository(`{"version":1,"budgets":[${budget}]}`));
    assert.match(out, /budgets\.2Jfine /);
  });

  it('cannot be steered by the mistakes in a repository’s policy', async () => {
    const { err } = await run(...check, '--cwd', repository('{"version":1,"\\u001b[2J":1}'));
    assert.match(err, /\.codex-guardrails\.json, line 1: “\[2J” is not known/);
  });

  it('in JSON has all characters as they are', async () => {
    const id = '\u001b\u009b\u007f ü “';
    policy({ budgets: [{ id, period: 'day', limitCredits: 0 }] });
    const [finding] = (await json(...check))['findings'] as { ruleId: string }[];
    assert.equal(finding?.ruleId, `budgets.${id}`);
  });

  it('in CSV has the same columns, whether there are rows or none', async () => {
    const empty = (await run('report', '--csv')).out;
    rollout(1);
    const [header] = (await run('report', '--csv')).out.split('\n');
    assert.equal(empty, `${header ?? ''}\n`);
  });

  it('of what it read has all that CONTRACT names', async () => {
    rollout(2);
    const answer = await json('ingest');
    const fields = 'files bytesRead usageRecords malformedLines incompleteThreads durationMs peakRssBytes'.split(' ');
    assert.deepEqual(
      fields.filter((field) => !Number.isSafeInteger(answer[field])),
      [],
    );
  });

  it('of what it read says nothing of it again', async () => {
    rollout(2);
    await run('ingest');
    const { files, bytesRead, usageRecords } = await json('ingest');
    assert.deepEqual([files, bytesRead, usageRecords], [1, 0, 0]);
  });

  it('of what it looked at names the program that is missing, and what to do', async () => {
    const { checks } = await json('doctor');
    const codex = (checks as { what: string; state: string; text: string }[]).find(({ what }) => what === 'codex');
    assert.deepEqual([codex?.state, codex?.text.includes(folder('no-codex-here'))], ['problem', true]);
  });

  it('of what it looked at names the line of a policy that is broken', async () => {
    policy('{"version":1,\n"x":1}');
    const { checks } = await json('doctor');
    const found = (checks as { what: string; text: string }[]).find(({ what }) => what === 'policy');
    assert.match(found?.text ?? '', /policy\.json, line 2: “x” is not known/);
  });

  it('of a repository’s policy is read as a repository’s', async () => {
    const text =
      '{"version":1,"budgets":[{"id":"a","period":"day","limitCredits":1,"scope":{"kind":"workspace","path":"."}}]}';
    const file = `${repository(text)}/.codex-guardrails.json`;
    policy(text);
    const [theirs, ours] = [await run('policy', 'validate', file), await run('policy', 'validate')];
    assert.deepEqual([theirs.code, ours.code, /expected an absolute path/.test(ours.err)], [0, 2, true]);
  });
});
