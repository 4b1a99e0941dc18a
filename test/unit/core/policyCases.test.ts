import assert from 'node:assert/strict';

import fc from 'fast-check';

import { decide } from '../../../src/core/decisions/decide.ts';
import { mergePolicies } from '../../../src/core/policy/mergePolicies.ts';
import { EFFECTS } from '../../../src/core/policy/policy.ts';
import { policy } from '../make.ts';
import { anyPolicyFile } from './anyPolicy.ts';
import { type DecisionCase, decisionOf, input, status } from './decisionInput.ts';
import { CROSSING_CASES } from './policyCases/crossingCases.ts';
import { INTERACTION_CASES } from './policyCases/interactionCases.ts';
import { RUN_CASES } from './policyCases/runCases.ts';
import { TRIGGERS, type Trigger } from './policyCases/triggers.ts';
import { WALLET_CASES } from './policyCases/walletCases.ts';

const groups = [...RUN_CASES, ...WALLET_CASES, ...CROSSING_CASES, ...INTERACTION_CASES];

for (const { about, cases } of groups) {
  describe(about, () => {
    for (const each of cases) {
      const [says, , , ...expected] = each;
      it(`${says}: ${expected[0] ?? ''}`, () => assert.deepEqual(decisionOf(each), expected));
    }
  });
}

describe('the table of policy cases', () => {
  it('has each finding that there is', () => {
    const told = new Set(groups.flatMap(({ cases }) => cases).flatMap(([, , , , ...findings]) => findings));
    const alone = new Set(TRIGGERS.map(({ finding }) => finding));
    const kinds = (findings: ReadonlySet<string>) => [...new Set([...findings].map((one) => one.split(' ')[2]))];
    assert.deepEqual(
      kinds(alone).filter((kind) => !kinds(told).includes(kind)),
      [],
    );
  });
});

describe('a rule that speaks', () => {
  for (const { says, rules, input: change, finding } of TRIGGERS) {
    it(`alone, on ${says}: ${finding}`, () => {
      const effect = finding.split(' ')[1] ?? '';
      assert.deepEqual(decisionOf([says, rules, change]), [effect, finding]);
    });
  }

  for (const [one, other] of pairs(TRIGGERS)) {
    it(`on ${one.says}, and one on ${other.says}: the stricter holds, and both are told`, () => {
      const joined: DecisionCase = ['', { ...one.rules, ...other.rules }, { ...one.input, ...other.input }];
      const [effect, ...findings] = decisionOf(joined);
      const byStrictness = [one, other].map(strictness).sort((a, b) => b - a);
      assert.deepEqual(findings.toSorted(), [one.finding, other.finding].toSorted());
      assert.deepEqual(
        [EFFECTS.indexOf(effect as never), ...findings.map((each) => strictness({ finding: each }))],
        [byStrictness[0], ...byStrictness],
      );
    });
  }
});

describe('the order', () => {
  const inAnyOrder = fc.shuffledSubarray([0, 1, 2], { minLength: 3 });

  it('of files does not matter to a decision', () => {
    const files = fc.tuple(anyPolicyFile('managed'), anyPolicyFile('user'), anyPolicyFile('workspace'));
    fc.assert(
      fc.property(files, inAnyOrder, fc.constantFrom(...TRIGGERS), (all, order, { input: change }) => {
        const shuffled = order.flatMap((index) => all[index] ?? []);
        const [a, b] = [all, shuffled].map((some) => decide(mergePolicies(some), input(change)));
        assert.deepEqual(a, b);
      }),
    );
  });

  it('of budgets does not matter to the effect and the cap', () => {
    const budgets = [status(75), status(100, 0, { id: 'other', mode: 'soft' }), status(95, 0, { id: 'third' })];
    const first = decide(policy(), input({ budgets }));
    fc.assert(
      fc.property(inAnyOrder, (order) => {
        const shuffled = decide(policy(), input({ budgets: order.flatMap((index) => budgets[index] ?? []) }));
        assert.deepEqual([shuffled.effect, shuffled.cap], [first.effect, first.cap]);
      }),
    );
  });
});

function strictness({ finding }: Pick<Trigger, 'finding'>): number {
  return EFFECTS.indexOf(finding.split(' ')[1] as never);
}

/** All pairs that can be true of one run under one policy: they set no key in common. */
function pairs(triggers: readonly Trigger[]): readonly (readonly [Trigger, Trigger])[] {
  const keysOf = ({ rules, input: change }: Trigger): string[] => [...Object.keys(rules), ...Object.keys(change)];
  return triggers.flatMap((one, index) =>
    triggers
      .slice(index + 1)
      .filter((other) => !keysOf(one).some((key) => keysOf(other).includes(key)))
      .map((other) => [one, other] as const),
  );
}
