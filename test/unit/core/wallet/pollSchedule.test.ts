import assert from 'node:assert/strict';

import {
  MOST_POLLS_AN_HOUR,
  POLL_EVERY_MS,
  type PollHistory,
  type PollReason,
  judgePoll,
} from '../../../../src/core/wallet/pollSchedule.ts';
import { type AnsweredPoll, POLL_LAPSES_MS, POLL_SPACING_MS, type Poll } from '../../../../src/core/wallet/poll.ts';
import { HOUR_MS, NOW_MS } from '../../make.ts';

const poll = (claimedAtMs: number, change: Partial<Poll> = {}): Poll => ({
  signIn: 'ada',
  claimedAtMs,
  toldAtMs: claimedAtMs + 500,
  ...change,
});

/** What is known when the last poll was told at `NOW_MS`. */
const toldNow = (change: Partial<AnsweredPoll> = {}): PollHistory => {
  const last = poll(NOW_MS - 500);
  const answered = { ...last, toldAtMs: NOW_MS, failures: 0, wantedSinceMs: undefined, ...change };
  return { polls: [last], answered };
};

/** How long one who asks again and again has to wait after `NOW_MS`, in seconds. */
function waits(history: PollHistory, reason: PollReason, signIn = 'ada'): number | 'underWay' {
  const judgement = judgePoll(history, { home: '/home', signIn, reason, nowMs: NOW_MS });
  switch (judgement.kind) {
    case 'granted':
      return 0;
    case 'notDue':
      return (judgement.untilMs - NOW_MS) / 1000;
    case 'underWay':
      return 'underWay';
  }
}

describe('a poll of the wallet', () => {
  const nothing: PollHistory = { polls: [], answered: undefined };
  type Case = readonly [says: string, history: PollHistory, regular: number | 'underWay', wanted: number | 'underWay'];
  const cases: readonly Case[] = [
    ['is granted where there was none', nothing, 0, 0],
    ['comes five minutes after an answer, or 30 s after it where it is wanted', toldNow(), 300, 30],
    ['comes 30 s after a failure', toldNow({ failures: 1 }), 30, 30],
    ['comes a minute after two failures', toldNow({ failures: 2 }), 60, 30],
    ['comes four minutes after four failures', toldNow({ failures: 4 }), 240, 30],
    ['comes every five minutes, however often it fails', toldNow({ failures: 1000 }), 300, 30],
    ['comes as soon as it may where somebody has waited in vain', toldNow({ wantedSinceMs: NOW_MS }), 30, 30],
    ['does not come sooner for who has had an answer since', toldNow({ wantedSinceMs: NOW_MS - 501 }), 300, 30],
    [
      'waits for one that is under way',
      { polls: [poll(NOW_MS - POLL_LAPSES_MS + 1, { toldAtMs: undefined })], answered: undefined },
      'underWay',
      'underWay',
    ],
    [
      'whose process died lapses; it may have asked until then',
      { polls: [poll(NOW_MS - POLL_LAPSES_MS, { toldAtMs: undefined })], answered: undefined },
      30,
      30,
    ],
  ];
  for (const [says, history, regular, wanted] of cases) {
    it(says, () => assert.deepEqual([waits(history, 'regular'), waits(history, 'wanted')], [regular, wanted]));
  }

  it('is granted at the very ms until which it had to wait', () => {
    const at = (nowMs: number) => judgePoll(toldNow(), { home: '/', signIn: 'ada', reason: 'regular', nowMs }).kind;
    assert.deepEqual([at(NOW_MS + POLL_EVERY_MS - 1), at(NOW_MS + POLL_EVERY_MS)], ['notDue', 'granted']);
  });

  it('is granted at once to who has signed in since', () => assert.equal(waits(toldNow(), 'regular', 'bob'), 0));

  describe('when the hour is full', () => {
    const full = Array.from({ length: MOST_POLLS_AN_HOUR }, (_, index) =>
      poll(NOW_MS - (index + 1) * POLL_SPACING_MS - 500),
    );
    const oldestToldMs = NOW_MS - MOST_POLLS_AN_HOUR * POLL_SPACING_MS;
    const waitsS = (oldestToldMs + HOUR_MS - NOW_MS) / 1000;

    for (const [says, signIn] of [
      ['is refused, whoever wants it', 'ada'],
      ['is refused to who has just signed in, too', 'bob'],
    ] as const) {
      it(says, () => {
        const history = { polls: full, answered: undefined };
        assert.deepEqual([waits(history, 'wanted', signIn), waits(history, 'regular', signIn)], [waitsS, waitsS]);
      });
    }

    it('is granted with one poll less', () =>
      assert.equal(waits({ polls: full.slice(1), answered: undefined }, 'wanted'), 0));
  });
});
