import assert from 'node:assert/strict';

import { type Agreement, agreements } from '../../../../src/core/prices/calibration/agreement.ts';
import { compareFigures } from '../../../../src/core/prices/calibration/figures.ts';
import type { SolvedRates } from '../../../../src/core/prices/calibration/solveRates.ts';
import { DAY_MS, NOW_MS, credits } from '../../make.ts';
import { type ThreadFigures, compared } from './figures.ts';

const LIST: SolvedRates = { input: 125, cachedInput: 12.5, output: 750 };
const CHEAPER: SolvedRates = { input: 100, cachedInput: 10, output: 500 };
/** Threads of which each has another mixture of tokens. */
const MIXTURES = [
  { input: 100_000, cached: 60_000, output: 2_000 },
  { input: 240_000, cached: 200_000, output: 9_000 },
  { input: 30_000, cached: 0, output: 400 },
  { input: 90_000, cached: 20_000, output: 12_000 },
  { input: 180_000, cached: 150_000, output: 1_000 },
  { input: 60_000, cached: 50_000, output: 7_000 },
];

function only(threads: readonly ThreadFigures[]): Agreement {
  const [agreement] = agreements(threads.map(compared));
  assert.ok(agreement);
  return agreement;
}

function mixed(ourRates: SolvedRates | undefined, theirRates: SolvedRates, fromDay = 0): ThreadFigures[] {
  return MIXTURES.map((mixture, index) => ({ ...mixture, day: fromDay + index, ourRates, theirRates }));
}

describe('calibration: our figures against the account’s', () => {
  it('agree where both price alike', () => {
    const { verdict, proposal, ours, account } = only(mixed(LIST, LIST));
    assert.deepEqual([verdict, proposal], ['agrees', undefined]);
    assert.equal(ours, account);
  });

  it('differ steadily: the very rates that the account uses are proposed', () => {
    const { verdict, proposal } = only(mixed(LIST, CHEAPER));
    assert.equal(verdict, 'differs');
    assert.deepEqual(proposal?.kind === 'rates' && proposal.rates, CHEAPER);
    assert.deepEqual(
      [proposal?.evidence.threads, proposal?.evidence.requests, proposal?.evidence.fromMs],
      [MIXTURES.length, 4 * MIXTURES.length, NOW_MS],
    );
  });

  it('a model without a price gets the rates that explain all of its threads', () => {
    const { verdict, proposal, ours } = only(mixed(undefined, CHEAPER));
    assert.deepEqual([verdict, ours, proposal?.kind], ['noPrice', undefined, 'rates']);
    assert.deepEqual(proposal?.kind === 'rates' && proposal.rates, CHEAPER);
  });
});

describe('calibration: what counts as evidence', () => {
  it('parts are compared where the same tokens were counted', () => {
    const { ours, account } = compared({ ourRates: LIST, theirRates: LIST });
    const obstacle = (change: Partial<typeof account>, own: Partial<typeof ours> = {}) =>
      compareFigures([{ ...ours, ...own }], [{ ...account, ...change }])[0]?.obstacle;
    assert.equal(obstacle({}), undefined);
    assert.equal(obstacle({ outputTokens: account.outputTokens + 2 }), undefined);
    assert.equal(obstacle({ outputTokens: account.outputTokens + 20 }), 'otherTokens');
    assert.equal(obstacle({ cachedInputTokens: 0 }), 'otherTokens');
    assert.equal(obstacle({ readAtMs: ours.endedAtMs - 1 }), 'newerUse');
    assert.equal(obstacle({}, { isIncomplete: true }), 'incomplete');
    assert.deepEqual(compareFigures([ours], [{ ...account, tier: 'fast' }]), []);
  });

  it('threads that cannot be compared are left out, and counted', () => {
    const good = compared({ day: 1, ourRates: LIST, theirRates: LIST });
    const bad = { ...compared({ day: 2, ourRates: LIST, theirRates: CHEAPER }), obstacle: 'otherTokens' as const };
    const [agreement] = agreements([good, bad]);
    assert.deepEqual([agreement?.threads, agreement?.leftOut, agreement?.verdict], [1, 1, 'agrees']);
    const [nothing] = agreements([bad]);
    assert.deepEqual([nothing?.verdict, nothing?.account], ['nothingToCompare', credits(0)]);
  });

  it('four threads are too few', () => {
    assert.equal(only(mixed(LIST, { input: 250, cachedInput: 25, output: 1500 }).slice(0, 4)).proposal, undefined);
    assert.equal(only(mixed(undefined, CHEAPER).slice(0, 4)).proposal, undefined);
  });

  it('only what ran since the price changed counts', () => {
    const doubled = { input: 250, cachedInput: 25, output: 1500 };
    const { proposal } = only([...mixed(LIST, LIST), ...mixed(LIST, doubled, 10)]);
    assert.ok(proposal?.kind === 'rates');
    assert.deepEqual(proposal.rates, doubled);
    assert.equal(proposal.evidence.threads, MIXTURES.length);
    assert.equal(proposal.evidence.fromMs, NOW_MS + 10 * DAY_MS);
  });

  it('threads that are all alike tell one share, not three rates', () => {
    const doubled = { input: 250, cachedInput: 25, output: 1500 };
    const alike = [0, 1, 2, 3, 4].map((day) => ({ day, ourRates: LIST, theirRates: doubled }));
    const { proposal } = only(alike);
    assert.equal(proposal?.kind, 'timesRates');
    assert.equal(proposal.timesRates, 2);
  });

  it('in another tier its factor is proposed, not the model’s rates', () => {
    const faster = { input: 156.25, cachedInput: 15.625, output: 937.5 };
    const { proposal } = only(mixed(LIST, faster).map((thread) => ({ ...thread, tier: 'fast' })));
    assert.equal(proposal?.kind, 'tierFactor');
    assert.ok(Math.abs(proposal.timesFactor - 1.25) < 1e-4);
  });

  it('a difference that wavers proposes nothing', () => {
    const wavering = mixed(LIST, LIST).map((thread, index) => {
      const times = 1 + index / 10;
      return { ...thread, theirRates: { input: 125 * times, cachedInput: 12.5 * times, output: 750 * times } };
    });
    const { verdict, proposal } = only(wavering);
    assert.deepEqual([verdict, proposal], ['differs', undefined]);
  });

  it('requests so long that other prices hold are no evidence', () => {
    const doubled = { input: 250, cachedInput: 25, output: 1500 };
    const long = mixed(LIST, doubled).map((thread) => ({ ...thread, longRequests: 1 }));
    assert.equal(only(long).proposal, undefined);
  });
});
