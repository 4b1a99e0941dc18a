import assert from 'node:assert/strict';

import type { PollVerdict } from '../../../src/core/wallet/pollSchedule.ts';
import type { PollAnswer } from '../../../src/core/wallet/poll.ts';
import { type Polling, refreshBalanceIfOld } from '../../../src/guard/pollWallet.ts';
import { NOW_MS, credits, snapshot } from '../make.ts';

const PLACE = { home: '/home', signIn: 'ada' };
const MAX_AGE_MS = 60_000;
const known = (balance: number, ageMs: number): PollAnswer => ({
  kind: 'known',
  snapshot: snapshot({ balance: credits(balance), observedAtMs: NOW_MS - ageMs }),
});

describe('a balance for who decides by it', () => {
  type Case = readonly [
    says: string,
    kept: PollAnswer | undefined,
    verdict: PollVerdict,
    answer: PollAnswer,
    asks: number,
  ];
  const granted: PollVerdict = { kind: 'granted', pollId: 1 };
  const notDue: PollVerdict = { kind: 'notDue', untilMs: NOW_MS + 1 };
  const unreachable: PollAnswer = { kind: 'unreachable', reason: 'gone', last: undefined };
  const cases: readonly Case[] = [
    ['is the one that is known while it is young enough', known(7, MAX_AGE_MS), granted, known(7, MAX_AGE_MS), 0],
    ['is asked for where that is too old', known(7, MAX_AGE_MS + 1), granted, known(5, 0), 1],
    ['is the old one where it may not be asked for', known(7, 90_000), notDue, known(7, 90_000), 0],
    ['is asked for where none is known', undefined, granted, known(5, 0), 1],
    ['is asked for after a failure', unreachable, granted, known(5, 0), 1],
    ['is none with an API key, and nobody is asked', { kind: 'apiKey' }, granted, { kind: 'apiKey' }, 0],
  ];
  for (const [says, kept, verdict, answer, asks] of cases) {
    it(says, async () => {
      let state = kept;
      let asked = 0;
      const polling: Polling = {
        source: {
          place: () => Promise.resolve(PLACE),
          wallet: () => {
            asked += 1;
            return Promise.resolve(known(5, 0));
          },
        },
        store: {
          claimPoll: () => Promise.resolve(verdict),
          tellPoll: (_pollId, told) => {
            state = told;
            return Promise.resolve();
          },
          polledWallet: () => Promise.resolve({ state, isUnderWay: false }),
        },
        patienceMs: 1000,
        setTimer: () => ({ dispose: () => undefined }),
        nowMs: () => NOW_MS,
      };
      assert.deepEqual([await refreshBalanceIfOld(polling, PLACE, MAX_AGE_MS), asked], [answer, asks]);
    });
  }
});
