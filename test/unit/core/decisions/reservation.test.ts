import assert from 'node:assert/strict';

import fc from 'fast-check';

import { type DecisionInput, decide } from '../../../../src/core/decisions/decide.ts';
import type { CreditsMicros } from '../../../../src/core/money.ts';
import { extend } from '../../../../src/core/decisions/reservation.ts';
import { toReserve } from '../../../../src/core/decisions/toReserve.ts';
import { credits, estimate, policy } from '../../make.ts';
import { input, status } from '../decisionInput.ts';

const amount = fc.nat(120);
const anyBudgets = fc.array(
  fc
    .tuple(amount, amount, fc.constantFrom('hard' as const, 'soft' as const))
    .map(([spent, reserved, mode]) => status(spent, reserved, { mode })),
  { maxLength: 3 },
);
const roomOf = (budgets: DecisionInput['budgets'], mode?: 'hard'): number =>
  Math.min(
    ...budgets
      .filter(({ budget }) => mode === undefined || budget.value.mode === mode)
      .map(({ spent, reserved }) => credits(100) - spent - reserved),
  );

describe('what is held for a run that may start', () => {
  it('is never more than its p90, its cap and what remains of any budget', () => {
    fc.assert(
      fc.property(
        anyBudgets,
        amount,
        amount,
        fc.option(amount.map(credits), { nil: undefined }),
        (budgets, p50, more, cap) => {
          const run = estimate(p50, p50 + more);
          const { effect, cap: runCap } = decide(policy(), input({ budgets, estimate: run, requestedCap: cap }));
          fc.pre(effect !== 'deny' && roomOf(budgets) > 0);
          const held = toReserve(run, runCap, budgets);
          assert.ok(held <= credits(p50 + more) && held <= (cap ?? Infinity) && held <= roomOf(budgets));
        },
      ),
    );
  });

  it('is something where the run costs something and something is left', () => {
    const tight = [status(99.999999)];
    assert.equal(toReserve(estimate(10, 30), credits(0.000001), tight), 1);
  });
});

describe('what a run under way may hold', () => {
  const grant = (
    budgets: DecisionInput['budgets'],
    held: CreditsMicros,
    spent: CreditsMicros,
    wanted: CreditsMicros,
  ) => {
    const toSpend = Math.max(0, wanted - spent) / 1e6;
    const decision = decide(policy(), input({ budgets, estimate: estimate(toSpend, toSpend) }));
    return extend({ held, spent, wanted, decision, budgets, available: undefined, consented: [] });
  };
  const anyRun = fc.tuple(amount, amount, amount).map(([spent, more, wish]) => ({
    spent: credits(spent),
    held: credits(spent + more),
    wanted: credits(spent + wish),
  }));

  it('adds to what it holds at most what remains of every hard budget', () => {
    fc.assert(
      fc.property(anyBudgets, anyRun, (budgets, { held, spent, wanted }) => {
        const { total } = grant(budgets, held, spent, wanted);
        assert.ok(total <= Math.max(held, spent + Math.max(0, roomOf(budgets, 'hard'))));
      }),
    );
  });

  it('is never less than it holds, and all it wants where nothing speaks against it', () => {
    fc.assert(
      fc.property(anyBudgets, anyRun, (budgets, { held, spent, wanted }) => {
        const { total, granted, findings } = grant(budgets, held, spent, wanted);
        assert.ok(total >= held);
        assert.equal(granted, total >= wanted);
        assert.equal(granted, findings.length === 0);
      }),
    );
  });
});
