import assert from 'node:assert/strict';

import fc from 'fast-check';
import { parse, visit } from 'jsonc-parser';

import { GuardError } from '../../../../src/base/errors.ts';
import { microsToCredits } from '../../../../src/core/money.ts';
import type { Period } from '../../../../src/core/period.ts';
import { AMOUNT_KEYS, EMPTY_POLICY, type PolicyEdit, editPolicy } from '../../../../src/guard/policy/editPolicy.ts';
import { PRESETS, presetText } from '../../../../src/guard/policy/policyPresets.ts';
import { credits } from '../../make.ts';

const source = { file: '/policy.json', level: 'user', homeFolder: '/home/me', workspace: undefined } as const;
const edited = (text: string, edit: PolicyEdit): string => editPolicy(text, edit, source);
const add = (id: string, limit = 200): PolicyEdit => ({
  kind: 'add',
  budget: { id, period: 'day', limit: credits(limit), mode: 'hard', scope: { kind: 'account' } },
});

describe('a policy file that is edited', () => {
  type Case = readonly [says: string, before: string, edit: PolicyEdit, after: string];
  const daily =
    '{ "id": "daily", "period": "day", "limitCredits": 200, "mode": "hard", "scope": { "kind": "account" } }';
  const cases: readonly Case[] = [
    [
      'has another limit, and nothing else',
      `{ "budgets": [ {"id":"a","period":"day",\n  "limitCredits" :  5 /* five */ } ] }`,
      { kind: 'limit', id: 'a', limit: credits(7.5) },
      `{ "budgets": [ {"id":"a","period":"day",\n  "limitCredits" :  7.5 /* five */ } ] }`,
    ],
    [
      'says a mode that it left out',
      `{ "budgets": [{ "id": "a", "period": "day", "limitCredits": 5 }] }`,
      { kind: 'mode', id: 'a', mode: 'soft' },
      `{ "budgets": [{ "id": "a", "period": "day", "limitCredits": 5, "mode": "soft" }] }`,
    ],
    [
      'has a first budget below its comments',
      `{\n  "budgets": [\n    // none yet\n  ]\n}\n`,
      add('daily'),
      `{\n  "budgets": [\n    ${daily}\n    // none yet\n  ]\n}\n`,
    ],
    [
      'has one more below what is said of the last',
      `{\n\t"budgets": [\n\t\t{ "id": "a", "period": "week", "limitCredits": 5 } // a week\n\t]\n}`,
      add('daily'),
      `{\n\t"budgets": [\n\t\t{ "id": "a", "period": "week", "limitCredits": 5 }, // a week\n\t\t${daily}\n\t]\n}`,
    ],
    [
      'keeps a comma at the end',
      `{\n  "budgets": [\n    { "id": "a", "period": "week", "limitCredits": 5 }, // a week\n  ],\n}`,
      add('daily'),
      `{\n  "budgets": [\n    { "id": "a", "period": "week", "limitCredits": 5 }, // a week\n    ${daily},\n  ],\n}`,
    ],
    ['begins from nothing', EMPTY_POLICY, add('daily'), `{\n  "version": 1,\n  "budgets": [${daily}]\n}\n`],
    [
      'keeps the line ends of Windows',
      '{\r\n    "version": 1 // first\r\n}\r\n',
      { kind: 'amount', key: 'run.capCredits', amount: credits(50) },
      '{\r\n    "version": 1, // first\r\n    "run": { "capCredits": 50 }\r\n}\r\n',
    ],
    [
      'has a cap beside what else stands there',
      `{\n  "run": {\n    "onCap": "stop"\n    // the end\n  }\n}`,
      { kind: 'amount', key: 'run.capCredits', amount: credits(50) },
      `{\n  "run": {\n    "onCap": "stop",\n    "capCredits": 50\n    // the end\n  }\n}`,
    ],
    [
      'has a cap where only comments stand',
      `{\n  "run": {\n    // "capCredits": 5\n  }\n}`,
      { kind: 'amount', key: 'run.capCredits', amount: credits(50) },
      `{\n  "run": {\n    "capCredits": 50\n    // "capCredits": 5\n  }\n}`,
    ],
    [
      'has no cap any more',
      `{ "run": { "capCredits": 50, /* pause */ "onCap": "pause" } }`,
      { kind: 'amount', key: 'run.capCredits', amount: undefined },
      `{ "run": {  /* pause */ "onCap": "pause" } }`,
    ],
    [
      'loses its last key with the comma before',
      `{\n  "version": 1, // first\n  "reserveCredits": 5\n}`,
      { kind: 'amount', key: 'reserveCredits', amount: undefined },
      `{\n  "version": 1 // first\n}`,
    ],
    [
      'is as it was where there is nothing to take away',
      EMPTY_POLICY,
      { kind: 'amount', key: 'reserveCredits', amount: undefined },
      EMPTY_POLICY,
    ],
    [
      'loses its only budget, and no comma of a comment',
      `{\n  "budgets": [\n    { "id": "a", "period": "day", "limitCredits": 5 }\n    // one, two\n  ]\n}`,
      { kind: 'remove', id: 'a' },
      `{\n  "budgets": [\n    // one, two\n  ]\n}`,
    ],
    [
      'loses a budget, and no word that is said around it',
      `{\n  "budgets": [\n    // one\n    { "id": "a", "period": "day", "limitCredits": 5 },\n    // two\n    { "id": "b", "period": "day", "limitCredits": 5 }\n  ]\n}`,
      { kind: 'remove', id: 'b' },
      `{\n  "budgets": [\n    // one\n    { "id": "a", "period": "day", "limitCredits": 5 }\n    // two\n  ]\n}`,
    ],
  ];
  for (const [says, before, edit, after] of cases) {
    it(says, () => assert.equal(edited(before, edit), after));
  }

  for (const [says, text, edit] of [
    ['it has errors', '{ "budgets": 5 }', add('daily')],
    ['it is no JSON', '{', add('daily')],
    ['the budget is gone', EMPTY_POLICY, { kind: 'remove', id: 'a' }],
    ['it would have errors', presetText('careful'), add('daily')],
  ] as const) {
    it(`is left alone where ${says}`, () =>
      assert.throws(
        () => edited(text, edit),
        (error) => GuardError.is(error, 'policy.invalid'),
      ));
  }
});

describe('any edits of any policy file', () => {
  const amount = fc.integer({ min: 1, max: 5_000_000 }).map((micros) => credits(micros / 1000));
  const id = fc.constantFrom('daily', 'weekly', 'a', 'b');
  const anyEdit: fc.Arbitrary<PolicyEdit> = fc.oneof(
    fc.record({ kind: fc.constant('limit' as const), id, limit: amount }),
    fc.record({ kind: fc.constant('mode' as const), id, mode: fc.constantFrom('hard' as const, 'soft' as const) }),
    fc.record({ kind: fc.constant('remove' as const), id }),
    fc.record({
      kind: fc.constant('add' as const),
      budget: fc.record({
        id,
        period: fc.constantFrom<Period>('day', 'rolling-7d'),
        limit: amount,
        mode: fc.constant('soft' as const),
        scope: fc.constant({ kind: 'workspace' as const, path: '/work/"api"' }),
      }),
    }),
    fc.record({
      kind: fc.constant('amount' as const),
      key: fc.constantFrom(...AMOUNT_KEYS),
      amount: fc.option(amount, { nil: undefined }),
    }),
  );
  const written = fc.constantFrom(
    ...PRESETS.map(presetText),
    EMPTY_POLICY,
    '{}',
    '\ufeff{ /* a */ "budgets": [ /* b */ ], /* c */ }',
    '{"run":{},"budgets":[{"id":"a","period":"day","limitCredits":1} /* d */ ,/* e */{"id":"b","period":"day","limitCredits":2},]}',
    '// f\r\n{\r\n\t"budgets": [ // g\r\n\t\t{ "id": "a",\r\n\t\t  "period": "day", "limitCredits": 1 } /* i\r\n */ , // j\r\n\t] // k\r\n}',
  );

  it('change what they say and nothing else, in its order, and keep each comment', () => {
    fc.assert(
      fc.property(written, fc.array(anyEdit, { maxLength: 8 }), (start, edits) => {
        let text = start;
        for (const edit of edits) {
          const after = editedIfPossible(text, edit);
          if (after !== undefined) {
            assert.equal(JSON.stringify(read(after)), JSON.stringify(appliedTo(read(text), edit)));
            assert.deepEqual(commentsIn(after), commentsIn(text));
            text = after;
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

/** Undefined where the budget is not there, or is there already. */
function editedIfPossible(text: string, edit: PolicyEdit): string | undefined {
  try {
    return edited(text, edit);
  } catch (error) {
    assert.ok(GuardError.is(error, 'policy.invalid'), String(error));
    return undefined;
  }
}

interface Written {
  budgets?: Record<string, unknown>[];
  [key: string]: unknown;
}

function read(text: string): Written {
  return parse(text.replace('\ufeff', ''), [], { allowTrailingComma: true }) as Written;
}

function commentsIn(text: string): string[] {
  const comments: string[] = [];
  visit(text.replace('\ufeff', ' '), {
    onComment: (offset, length) => {
      comments.push(text.slice(offset, offset + length));
    },
  });
  return comments;
}

/** The same edit of what the file says. */
function appliedTo(before: Written, edit: PolicyEdit): Written {
  const budgets = before.budgets ?? [];
  const inBudgets = (change: object) =>
    budgets.map((one) => ('id' in edit && one['id'] === edit.id ? { ...one, ...change } : one));
  switch (edit.kind) {
    case 'limit':
      return { ...before, budgets: inBudgets({ limitCredits: microsToCredits(edit.limit) }) };
    case 'mode':
      return { ...before, budgets: inBudgets({ mode: edit.mode }) };
    case 'remove':
      return { ...before, budgets: budgets.filter((one) => one['id'] !== edit.id) };
    case 'add': {
      const { id, period, limit, mode, scope } = edit.budget;
      return { ...before, budgets: [...budgets, { id, period, limitCredits: microsToCredits(limit), mode, scope }] };
    }
    case 'amount': {
      const [group = '', key] = edit.key.split('.');
      const value = edit.amount === undefined ? undefined : microsToCredits(edit.amount);
      if (value === undefined && before[group] === undefined) {
        return before;
      }
      return {
        ...before,
        [group]: key === undefined ? value : { ...(before[group] as object | undefined), [key]: value },
      };
    }
  }
}
