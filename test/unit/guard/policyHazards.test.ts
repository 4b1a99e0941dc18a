import assert from 'node:assert/strict';

import fc from 'fast-check';

import { saidInEnglish } from '../../../src/base/phrase.ts';
import type { Budget, PolicyFile } from '../../../src/core/policy/policy.ts';
import { type PolicySource, parsePolicy } from '../../../src/guard/policy/parsePolicy.ts';
import { credits } from '../make.ts';

const user: PolicySource = { file: '/p.json', level: 'user', homeFolder: '/home/me', workspace: undefined };
const workspace: PolicySource = { ...user, level: 'workspace', workspace: '/work/api' };

function issueOf(text: string): string {
  const parsed = parsePolicy(text, user);
  return parsed.kind === 'valid' ? 'valid' : `${parsed.issue.line}: ${saidInEnglish(parsed.issue.text)}`;
}

function policyOf(text: string, source = user): PolicyFile {
  const parsed = parsePolicy(text, source);
  return parsed.kind === 'valid' ? parsed.policy : assert.fail(JSON.stringify(parsed));
}

const inBudget = (more: string): string =>
  `{"version":1,"budgets":[{"id":"a","period":"day","limitCredits":1,${more}}]}`;

describe('a rule in a policy file is never dropped unsaid', () => {
  const cases: readonly (readonly [says: string, text: string, issue: string])[] = [
    [
      'where a later section would hide an earlier one',
      '{"version":1,\n"run":{"capCredits":5},\n"run":{}}',
      '3: “run” stands twice; expected each key once',
    ],
    [
      'where a second list of budgets would hide the first',
      '{"version":1,\n"budgets":[],\n"budgets":[]}',
      '3: “budgets” stands twice; expected each key once',
    ],
    [
      'where a budget has two limits',
      inBudget('\n"limitCredits":1000'),
      '2: “limitCredits” stands twice; expected each key once',
    ],
    [
      'where two keys are the same once their escapes are read',
      '{"version":1,"run":{"capCredits":1,\n"cap\\u0043redits":1000}}',
      '2: “capCredits” stands twice; expected each key once',
    ],
    [
      'where a key of every object is written as a rule',
      '{"version":1,"__proto__":{"paidCredits":"allow"}}',
      '1: “__proto__” is not known; expected a key of the policy file, version 1',
    ],
    [
      'where a name is one that every object inherits',
      '{"version":1,"toString":{}}',
      '1: “toString” is not known; expected a key of the policy file, version 1',
    ],
    ['where a second text follows the first', '{"version":1}\n{"run":{}}', '2: not valid JSON: end of file expected'],
    ...['src/api', './api', '../api', '~me/api', '/work/../api', '~/./api'].map(
      (path) =>
        [
          `where a budget’s folder is ${JSON.stringify(path)}, which no run is ever in`,
          inBudget(`"scope":{"kind":"workspace","path":"${path}"}`),
          '1: “budgets.0.scope.path”: expected an absolute path, or one that begins with “~/”',
        ] as const,
    ),
    [
      'where a scope has what goes with another kind',
      inBudget('"scope":{"kind":"account","path":"/work"}'),
      '1: “path” is not known; expected a key of the policy file, version 1',
    ],
    [
      'where a limit is beyond all numbers',
      '{"version":1,"run":{"capCredits":1e999}}',
      '1: “run.capCredits”: expected number, received Infinity',
    ],
    [
      'where a limit is null',
      '{"version":1,"run":{"capCredits":null}}',
      '1: “run.capCredits”: expected number, received null',
    ],
  ];
  for (const [says, text, issue] of cases) {
    it(says, () => assert.equal(issueOf(text), issue));
  }

  it('though the same key may stand in several objects', () => {
    const text =
      '{"version":1,"budgets":[{"id":"a","period":"day","limitCredits":1},{"id":"b","period":"day","limitCredits":1}]}';
    assert.equal(issueOf(text), 'valid');
  });

  it('though it allows nothing: an empty list of models is not no list', () =>
    assert.deepEqual(policyOf('{"version":1,"models":{"allow":[]}}').modelsAllow, []));

  it('though a cap is nothing: it is not no cap', () =>
    assert.equal(policyOf('{"version":1,"run":{"capCredits":0}}').runCap, credits(0)));
});

describe('a folder in a policy file', () => {
  for (const [written, read] of [
    ['~', '/home/me'],
    ['~/', '/home/me'],
    ['~/src/api/', '/home/me/src/api'],
    ['/work', '/work'],
    ['//work//api', '/work/api'],
    ['//', '/'],
    ['C:\\\\work', 'C:\\work'],
  ] as const) {
    it(`${written} is ${read}`, () => {
      const { budgets } = policyOf(inBudget(`"scope":{"kind":"workspace","path":"${written}"}`));
      assert.deepEqual(budgets[0]?.scope, { kind: 'workspace', path: read });
    });
  }
});

describe('a budget in a workspace’s file', () => {
  for (const scope of ['{"kind":"account"}', '{"kind":"workspace","path":"."}', '{"kind":"workspace","path":"/"}']) {
    it(`counts its own folder where it says ${scope}`, () => {
      const { budgets } = policyOf(inBudget(`"scope":${scope}`), workspace);
      assert.deepEqual(budgets[0]?.scope, { kind: 'workspace', path: '/work/api' });
    });
  }

  it('keeps its limit, its mode and its period', () => {
    const [budget] = policyOf(inBudget('"mode":"soft","meter":"paid"'), workspace).budgets;
    const { id, limit, mode, period, meter } = budget as Budget;
    assert.deepEqual([id, limit, mode, period, meter], ['a', credits(1), 'soft', 'day', 'paid']);
  });
});

describe('a policy file of any content', () => {
  const sources = fc.constantFrom(user, workspace);
  /** Either it is read, or the mistake is named with a line that the text has. */
  function isAnswered(text: string, source: PolicySource): void {
    const parsed = parsePolicy(text, source);
    if (parsed.kind === 'invalid') {
      const { file, line, text: words } = parsed.issue;
      assert.equal(file, source.file);
      assert.ok(line >= 1 && line <= text.split('\n').length, `line ${line}`);
      assert.notEqual(saidInEnglish(words), '');
    }
  }

  const VALID = JSON.stringify(
    {
      version: 1,
      timezone: 'UTC',
      budgets: [
        { id: 'a', period: 'day', limitCredits: 1, scope: { kind: 'workspace', path: '~/a' }, alertsAtPercent: [50] },
        { id: 'b', period: 'week', limitCredits: 2, mode: 'soft', scope: { kind: 'account' } },
      ],
      run: { capCredits: 5, onCap: 'stop', confirmAboveCredits: 1 },
      models: { allow: ['gpt-*'], deny: ['x'], maxEffort: 'high', tiers: ['standard'] },
      unknown: { price: 'deny', maxBalanceAgeMinutes: 1 },
      accounts: { allow: ['@example.com'] },
    },
    null,
    1,
  );

  it('is answered, never thrown at: any text', () =>
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), sources, isAnswered)));

  it('is answered, never thrown at: any JSON', () => fc.assert(fc.property(fc.json(), sources, isAnswered)));

  it('is answered, never thrown at: brackets that fit nothing', () => {
    const soup = fc.array(fc.constantFrom('{', '}', '[', ']', ',', ':', '"a"', '1'), { maxLength: 300 });
    fc.assert(fc.property(soup, sources, (parts, source) => isAnswered(parts.join(''), source)));
  });

  for (const part of ['[', '{"a":', '[},', '{"a":],', '{"version":1,"budgets":[']) {
    it(`is answered, never thrown at: ${part} without end`, () => isAnswered(part.repeat(30_000), user));
  }

  it('is answered, never thrown at: a good file with a part cut out, doubled or put elsewhere', () => {
    const place = fc.nat(VALID.length);
    fc.assert(
      fc.property(place, place, place, sources, (a, b, c, source) => {
        const [from, until] = [Math.min(a, b), Math.max(a, b)];
        const part = VALID.slice(from, until);
        const rest = VALID.slice(0, from) + VALID.slice(until);
        for (const text of [rest, VALID.slice(0, until), VALID.slice(0, c) + part + VALID.slice(c)]) {
          isAnswered(text, source);
        }
      }),
    );
  });

  it('is answered, never thrown at: a good file with anything in the place of one of its values', () => {
    const places: readonly (readonly (string | number)[])[] = [
      ...Object.keys(JSON.parse(VALID) as object).map((key) => [key]),
      ['budgets', 0],
      ['budgets', 0, 'scope'],
      ['budgets', 0, 'scope', 'path'],
      ['budgets', 1, 'limitCredits'],
      ['run', 'capCredits'],
      ['models', 'allow', 0],
      ['unknown', 'price'],
    ];
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue(), sources, (path, value, source) => {
        const json = JSON.parse(VALID) as object;
        const last = path.at(-1) ?? '';
        const parent = path.slice(0, -1).reduce<object>((at, key) => Reflect.get(at, key) as object, json);
        Reflect.set(parent, last, value);
        isAnswered(JSON.stringify(json, null, 1), source);
      }),
    );
  });

  it('with an object of some strange length where a text or a list belongs is invalid', () => {
    for (const length of ['{}', '{"valueOf":0}', '1e9']) {
      for (const text of [`{"models":{"allow":{"length":${length}}}}`, inBudget(`"period":{"length":${length}}`)]) {
        assert.notEqual(issueOf(text), 'valid', text);
      }
      assert.notEqual(issueOf(`{"budgets":[{"id":{"length":${length}}}]}`), 'valid');
    }
  });

  it('that is cut off anywhere is invalid: half a policy is not in force', () => {
    for (let length = 0; length < VALID.length; length += 1) {
      assert.notEqual(issueOf(VALID.slice(0, length)), 'valid', VALID.slice(0, length));
    }
  });

  it('with any one key misspelt is invalid', () => {
    const keys = [...VALID.matchAll(/"(\w+)":/g)];
    assert.ok(keys.length > 20);
    for (const { 1: key = '', index } of keys) {
      const misspelt = `${VALID.slice(0, index)}"${key}x"${VALID.slice(index + key.length + 2)}`;
      assert.notEqual(issueOf(misspelt), 'valid', key);
    }
  });
});
