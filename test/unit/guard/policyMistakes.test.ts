import assert from 'node:assert/strict';

import { saidInEnglish } from '../../../src/base/phrase.ts';
import { type PolicySource, parsePolicy } from '../../../src/guard/policy/parsePolicy.ts';

const user: PolicySource = {
  file: '/home/me/policy.json',
  level: 'user',
  homeFolder: '/home/me',
  workspace: undefined,
};

function issueOf(text: string): string {
  const parsed = parsePolicy(text, user);
  return parsed.kind === 'valid' ? 'valid' : `line ${parsed.issue.line}: ${saidInEnglish(parsed.issue.text)}`;
}

describe('a mistake in a policy file is named with its line, its key and what was expected', () => {
  const mistakes: readonly (readonly [text: string, issue: string])[] = [
    ['{"version":1,\n"paidCredit":"ask"}', 'line 2: “paidCredit” is not known; expected “paidCredits”'],
    ['{"version":1,\n"capCredits":5}', 'line 2: “capCredits” is not known here; expected it in “run”'],
    [
      '{"version":1,\n"run":{\n"reserveCredits":5}}',
      'line 3: “reserveCredits” is not known here; expected it at the top level',
    ],
    ['{"version":1,\n"version":1}', 'line 2: “version” stands twice; expected each key once'],
    [
      '{"version":1,\n"budgets":[\n{"id":"a","period":"day",\n"limitCredit":3}]}',
      'line 4: “limitCredit” is not known; expected “limitCredits”',
    ],
    ['{"version":1,"run":{\n"capcredits":3}}', 'line 2: “capcredits” is not known; expected “capCredits”'],
    [
      '{"version":1,\n"somethingElse":3}',
      'line 2: “somethingElse” is not known; expected a key of the policy file, version 1',
    ],
    ['{"version":1,\n"run":{"capCredits":"50"}}', 'line 2: “run.capCredits”: expected number, received string'],
    ['{"version":1,\n\n"run":{"capCredits":-1}}', 'line 3: “run.capCredits”: Too small: expected number to be >=0'],
    ['{"version":1,"reserveCredits":1e10}', 'line 1: “reserveCredits”: Too big: expected number to be <=1000000000'],
    [
      '{"version":1,\n"paidCredits":"maybe"}',
      'line 2: “paidCredits”: Invalid option: expected one of "allow"|"ask"|"deny"',
    ],
    [
      '{"version":1,"models":{"maxEffort":"galactic"}}',
      'line 1: “models.maxEffort”: Invalid option: expected one of "none"|"minimal"|"low"|"medium"|"high"|"xhigh"|"max"|"ultra"',
    ],
    ['{"version":1,"concurrency":{"maxRuns":1.5}}', 'line 1: “concurrency.maxRuns”: expected int, received number'],
    [
      '{"version":1,"timezone":"Europe/Atlantis"}',
      'line 1: “timezone”: expected an IANA time zone such as “Europe/Berlin”',
    ],
    [
      '{"version":1,"answerWithinSeconds":3601}',
      'line 1: “answerWithinSeconds”: Too big: expected number to be <=3600',
    ],
    ['{"version":2}', 'line 1: “version”: expected 1'],
    ['[]', 'line 1: expected object, received array'],
    [
      '{"version":1,"models":{"allow":[""]}}',
      'line 1: “models.allow.0”: Too small: expected string to have >=1 characters',
    ],
    ['{"version":1,\n"run":{"capCredits":}}', 'line 2: not valid JSON: value expected'],
    ['', 'line 1: not valid JSON: value expected'],
    ['{"version":1,\n"run":}', 'line 2: not valid JSON: value expected'],
    ['{"version":1', 'line 1: not valid JSON: close brace expected'],
    [
      '{"version":1,"budgets":[\n{"id":"a","period":"day","limitCredits":1},\n{"id":"a","period":"week","limitCredits":1}]}',
      'line 3: two budgets have the id “a”; expected each id once',
    ],
  ];
  for (const [text, issue] of mistakes) {
    it(issue, () => assert.equal(issueOf(text), issue));
  }

  it('is named, not thrown, where brackets have no end of nesting', () =>
    assert.match(issueOf(`{"version":${'['.repeat(100_000)}`), /^line 1: nested too deeply/));

  it('names the kinds a scope may have', () => {
    const text = '{"version":1,"budgets":[{"id":"a","period":"day","limitCredits":1,"scope":{"kind":"galaxy"}}]}';
    assert.match(issueOf(text), /“budgets\.0\.scope\.kind”.*"account"\|"workspace"\|"model"/);
  });
});
