import assert from 'node:assert/strict';

import fc from 'fast-check';

import { Meters, NO_METERS } from '../../../../src/core/wallet/meters.ts';
import type { MeterSpan } from '../../../../src/core/wallet/statement/meterTimeline.ts';

const spans = (...parts: readonly (readonly [number, number, MeterSpan['meter']])[]): MeterSpan[] =>
  parts.map(([fromMs, untilMs, meter]) => ({ fromMs, untilMs, meter }));
const ADA = spans([10, 20, 'included'], [20, 30, 'credits'], [40, 50, 'included']);

describe('the meter that a request drew on', () => {
  const one = new Meters(new Map([['ada', ADA]]));
  const two = new Meters(
    new Map([
      ['ada', ADA],
      ['bob', spans([0, 100, 'credits'])],
    ]),
  );

  for (const [atMs, meter] of [
    [9, 'unknown'],
    [10, 'included'],
    [19, 'included'],
    [20, 'credits'],
    [29, 'credits'],
    [30, 'unknown'],
    [45, 'included'],
    [50, 'unknown'],
  ] as const) {
    it(`at ${atMs}: ${meter}`, () => {
      assert.equal(one.at('ada', atMs), meter);
    });
  }

  it('is that of its own account', () => {
    assert.deepEqual([two.at('ada', 45), two.at('bob', 45), two.at('eve', 45)], ['included', 'credits', 'unknown']);
  });

  it('without an account it is the only one’s, and unknown where there are several', () => {
    assert.deepEqual([one.at(undefined, 45), two.at(undefined, 45)], ['included', 'unknown']);
    assert.equal(NO_METERS.at(undefined, 45), 'unknown');
  });
});

describe('a span cut where meters change', () => {
  const meters = new Meters(
    new Map([
      ['ada', ADA],
      ['bob', spans([15, 45, 'credits'])],
    ]),
  );

  it('is whole where nothing changes', () => {
    assert.deepEqual(meters.cut({ fromMs: 21, untilMs: 30 }), [{ fromMs: 21, untilMs: 30 }]);
    assert.deepEqual(NO_METERS.cut({ fromMs: 1, untilMs: 2 }), [{ fromMs: 1, untilMs: 2 }]);
  });

  it('has a piece for each stretch in which no account changes', () => {
    const edges = meters.cut({ fromMs: 12, untilMs: 41 }).map(({ fromMs, untilMs }) => [fromMs, untilMs]);
    assert.deepEqual(edges, [
      [12, 15],
      [15, 20],
      [20, 30],
      [30, 40],
      [40, 41],
    ]);
  });

  it('leaves no gap, and in each piece each account has one meter', () => {
    const instant = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 60 }), (fromMs, length) => {
        const pieces = meters.cut({ fromMs, untilMs: fromMs + length });
        assert.equal(pieces[0]?.fromMs, fromMs);
        assert.equal(pieces.at(-1)?.untilMs, fromMs + length);
        pieces.forEach((piece, index) => {
          assert.equal(piece.untilMs, pieces[index + 1]?.fromMs ?? fromMs + length);
          for (const account of ['ada', 'bob']) {
            const instants = Array.from({ length: piece.untilMs - piece.fromMs }, (_, step) => piece.fromMs + step);
            assert.equal(new Set(instants.map((atMs) => meters.at(account, atMs))).size, 1);
          }
        });
      }),
    );
  });
});
