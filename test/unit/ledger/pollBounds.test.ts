import assert from 'node:assert/strict';

import fc from 'fast-check';

import { MOST_POLLS_AN_HOUR, type PollReason } from '../../../src/core/wallet/pollSchedule.ts';
import { POLL_LAPSES_MS, POLL_SPACING_MS } from '../../../src/core/wallet/poll.ts';
import type { Ledger } from '../../../src/ledger/ledger.ts';
import { HOUR_MS, NOW_MS, snapshot } from '../make.ts';
import { ledgerFixture } from './openLedger.ts';

const PLACE = { home: '/home/ada/.codex', signIn: 'ada' };
/** A process may be held up between looking at its clock and getting the ledger. */
const HELD_UP_MS = 5_000;

/** What one of many processes does: some time after the last one, it wants the wallet. */
interface Step {
  readonly pauseMs: number;
  /** The machine's clock is put back by so much before. */
  readonly putBackMs: number;
  readonly heldUpMs: number;
  readonly reason: PollReason;
  /** How long it takes until it tells what it was told; undefined: it dies. */
  readonly answerAfterMs: number | undefined;
  readonly isAnswered: boolean;
}

const ms = (min: number, max: number) => fc.integer({ min, max });
const step: fc.Arbitrary<Step> = fc.record({
  pauseMs: fc.oneof(ms(0, 2_000), ms(0, 60_000), ms(0, 400_000)),
  putBackMs: fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, ms(0, 60_000), ms(0, 10 * HOUR_MS)),
  heldUpMs: fc.oneof(fc.constant(0), ms(0, HELD_UP_MS)),
  reason: fc.constantFrom('regular', 'wanted'),
  answerAfterMs: fc.option(ms(0, POLL_LAPSES_MS - 1), { nil: undefined }),
  isAnswered: fc.boolean(),
});

const QUIET = { pauseMs: 0, putBackMs: 0, heldUpMs: 0, reason: 'wanted', isAnswered: false } as const;

/** A question from before is answered while the next process is held up, with an earlier look at its clock. */
const TOLD_AFTER_THE_CLOCK_WAS_PUT_BACK: Step[] = [
  { ...QUIET, answerAfterMs: 1 },
  { ...QUIET, putBackMs: POLL_SPACING_MS + 1, heldUpMs: 5, answerAfterMs: undefined },
  { ...QUIET, pauseMs: POLL_SPACING_MS - 5, answerAfterMs: undefined },
];

/** When Codex may have been asked, at the earliest and at the latest, by a clock that nobody puts back. */
interface Span {
  readonly earliestMs: number;
  readonly latestMs: number;
}

/** A machine with a true time and a clock, on which processes come one after the other. */
class Machine {
  readonly asked: Span[] = [];
  readonly #ledger: Ledger;
  readonly #home: string;
  readonly #answers: { readonly atMs: number; readonly tell: () => void }[] = [];
  #trueMs = 0;
  #clockMs = NOW_MS;

  constructor(ledger: Ledger, home: string) {
    this.#ledger = ledger;
    this.#home = home;
  }

  play({ pauseMs, putBackMs, heldUpMs, reason, answerAfterMs, isAnswered }: Step): void {
    this.pass(pauseMs);
    this.#clockMs -= putBackMs;
    const claimedByClockMs = this.#clockMs;
    this.pass(heldUpMs);
    const verdict = this.#ledger.claimPoll({ ...PLACE, home: this.#home, reason, nowMs: claimedByClockMs });
    if (verdict.kind !== 'granted') {
      return;
    }
    // Who dies has asked, if at all, before its claim has lapsed.
    const latestMs = this.#trueMs + (answerAfterMs ?? POLL_LAPSES_MS - heldUpMs);
    this.asked.push({ earliestMs: this.#trueMs, latestMs });
    if (answerAfterMs !== undefined) {
      this.#answers.push({
        atMs: latestMs,
        tell: () => {
          const answer = isAnswered
            ? ({ kind: 'known', snapshot: snapshot({ observedAtMs: this.#clockMs }) } as const)
            : ({ kind: 'unreachable', reason: 'busy', last: undefined } as const);
          this.#ledger.tellPoll(verdict.pollId, answer, this.#clockMs);
        },
      });
    }
  }

  /** Lets time go by; what is answered meanwhile is told. */
  pass(durationMs: number): void {
    const untilMs = this.#trueMs + durationMs;
    this.#answers.sort((a, b) => a.atMs - b.atMs);
    for (let next = this.#answers[0]; next !== undefined && next.atMs <= untilMs; next = this.#answers[0]) {
      this.#answers.shift();
      this.#advance(next.atMs - this.#trueMs);
      next.tell();
    }
    this.#advance(untilMs - this.#trueMs);
  }

  #advance(durationMs: number): void {
    this.#trueMs += durationMs;
    this.#clockMs += durationMs;
  }
}

describe('whatever processes do, and however the clock is put back,', function () {
  this.timeout(120_000);
  const { open } = ledgerFixture();

  /** Each history has a home of its own. */
  function machines(): () => Machine {
    const ledger = open();
    let count = 0;
    return () => new Machine(ledger, `/home/${(count += 1)}`);
  }

  it('Codex is never asked twice within half a minute, nor more than sixty times in an hour', () => {
    const machine = machines();
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
        const { asked } = steps.reduce((on, each) => {
          on.play(each);
          return on;
        }, machine());
        asked.forEach(({ earliestMs }, index) => {
          const before = asked[index - 1]?.latestMs ?? -Infinity;
          assert.ok(earliestMs - before >= POLL_SPACING_MS, `${index}: ${earliestMs - before} ms`);
          const sixtyBefore = asked[index - MOST_POLLS_AN_HOUR]?.latestMs ?? -Infinity;
          assert.ok(earliestMs - sixtyBefore >= HOUR_MS, `${index}: sixty within ${earliestMs - sixtyBefore} ms`);
        });
      }),
      { numRuns: 60, examples: [[TOLD_AFTER_THE_CLOCK_WAS_PUT_BACK]] },
    );
  });

  it('somebody who keeps asking is granted a poll within the hour', () => {
    const machine = machines();
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.constantFrom('regular', 'wanted'), (steps, reason) => {
        const played = machine();
        for (const each of steps) {
          played.play(each);
        }
        const before = played.asked.length;
        const again = {
          pauseMs: 10_000,
          putBackMs: 0,
          heldUpMs: 0,
          reason,
          answerAfterMs: 0,
          isAnswered: true,
        } as const;
        for (let waitedMs = 0; waitedMs < HOUR_MS + POLL_SPACING_MS + POLL_LAPSES_MS; waitedMs += again.pauseMs) {
          played.play(again);
        }
        assert.ok(played.asked.length > before);
      }),
      { numRuns: 10 },
    );
  });

  it('many who ask all the time do fill the hour: the bound above is met, not missed by far', () => {
    const one = machines()();
    for (let second = 0; second < 7200; second += 5) {
      one.play({ pauseMs: 5000, putBackMs: 0, heldUpMs: 0, reason: 'wanted', answerAfterMs: 0, isAnswered: true });
    }
    assert.equal(one.asked.length, 2 * MOST_POLLS_AN_HOUR);
  });
});
