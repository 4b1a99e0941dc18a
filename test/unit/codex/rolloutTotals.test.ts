import assert from 'node:assert/strict';

import { counted, decode, parentsTurn, start } from './decoding.ts';
import { PARENT, legacyFork, sessionMeta, taskStarted, tokenCount, turnContext, usage, usageRecord } from './lines.ts';

const total = (input: number, output: number, lastInput = input, lastOutput = output): string =>
  tokenCount(usage(input, 0, output), usage(lastInput, 0, lastOutput));
const onlyTotal = (input: number, output: number): string => tokenCount(usage(input, 0, output), null);
/** The thread began at 22:24:03.761; this turn of its parent in the same second, but before. */
const TURN_JUST_BEFORE = '01a2055b-fa80-7000-8000-000000000001';
/** Versions of Codex before turns had identifiers that can be dated. */
const UNDATED_TURN = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
const UNDATED_TURN_2 = '8c9e6679-7425-40de-944b-e07fc1f90ae7';
const undatedStart = taskStarted(UNDATED_TURN, { started_at: 1_795_000_000 });
const undatedContext = turnContext({ turn_id: UNDATED_TURN, root_turn_id: UNDATED_TURN });
const namelessContext = turnContext({ turn_id: undefined, root_turn_id: undefined });
const newFork = sessionMeta({ forked_from_id: PARENT });

type Case = readonly [says: string, lines: readonly string[], counted: readonly string[]];

describe('requests of older versions, which only wrote running totals', () => {
  const cases: readonly Case[] = [
    ['count by the difference of totals', [...start, total(100, 10), total(250, 30, 150, 20)], ['100/10', '150/20']],
    [
      'count once where a total is written again',
      [...start, total(100, 10), total(100, 10), total(100, 10)],
      ['100/10'],
    ],
    [
      'do not count where only limits are told',
      [...start, tokenCount(null), total(100, 10), tokenCount(null)],
      ['100/10'],
    ],
    [
      'count by the total where the last request is not told',
      [...start, onlyTotal(100, 10), onlyTotal(130, 15)],
      ['100/10', '30/5'],
    ],
    ['count by the last request where the total begins far up', [...start, total(9000, 900, 100, 10)], ['100/10']],
    [
      'count by the last request where the total begins anew',
      [...start, total(100, 10), total(40, 4, 40, 4), total(60, 6, 20, 2)],
      ['100/10', '40/4', '20/2'],
    ],
    [
      'do not count where the total begins anew and nothing else is told',
      [...start, total(100, 10), onlyTotal(40, 4)],
      ['100/10'],
    ],
    ['do not count where nothing was used', [...start, total(0, 0)], []],
    ['do not count before a thread is known', [total(100, 10), ...start, total(150, 20, 50, 10)], ['50/10']],
    ['count where the turn has no name', [sessionMeta(), namelessContext, total(100, 10)], ['100/10']],
  ];
  for (const [says, lines, expected] of cases) {
    it(says, () => assert.deepEqual(counted(...lines), expected));
  }

  it('keep their cached tokens apart', () => {
    const counts = [tokenCount(usage(100, 60, 10)), tokenCount(usage(300, 200, 30), usage(200, 140, 20))];
    const cached = decode(...start, ...counts).events.map((event) => event.usage.cachedInputTokens);
    assert.deepEqual(cached, [60, 140]);
  });

  it('have no more cached than input, even where totals contradict each other', () => {
    const lines = [tokenCount(usage(100, 0, 10), null), tokenCount(usage(150, 120, 20), null)];
    assert.deepEqual(
      decode(...start, ...lines).events.map(({ usage: { inputTokens, cachedInputTokens } }) => [
        inputTokens,
        cachedInputTokens,
      ]),
      [
        [100, 0],
        [50, 50],
      ],
    );
  });

  it('are told apart by the total they led to', () => {
    const ids = decode(...start, total(100, 10), total(250, 30, 150, 20)).events.map(({ responseId }) => responseId);
    assert.deepEqual(ids, ['total:100/0/10', 'total:250/0/30']);
  });

  it('count up to the first record, and by records from then on', () => {
    const [a, b] = [usageRecord('a', usage(20, 0, 5)), usageRecord('b', usage(30, 0, 5))];
    const lines = [...start, total(100, 10), a, total(120, 15, 20, 5), b, total(150, 20, 30, 5)];
    assert.deepEqual(counted(...lines), ['100/10', '20/5', '30/5']);
  });
});

describe('a fork that was only given running totals', () => {
  const copied = [...parentsTurn, total(100, 10), total(250, 30, 150, 20)];
  const own = [taskStarted(), turnContext(), total(300, 35, 50, 5)];
  const cases: readonly Case[] = [
    ['counts from its own first turn on', [legacyFork(), ...copied, ...own], ['50/5']],
    [
      'counts from its first turn’s context, where no start is told',
      [legacyFork(), ...copied, ...own.slice(1)],
      ['50/5'],
    ],
    [
      'counts all of its own turns',
      [legacyFork(), ...copied, ...own, turnContext(), total(320, 36, 20, 1)],
      ['50/5', '20/1'],
    ],
    ['counts the same after it was migrated to the new form', [newFork, ...copied, ...own], ['50/5']],
    [
      'is known by its parent’s first line, where it does not say so itself',
      [sessionMeta(), ...copied, ...own],
      ['50/5'],
    ],
    ['without its parent’s lines counts from its first line', [newFork, ...own], ['50/5']],
    [
      'does not own a turn of its parent of the same second',
      [legacyFork(), taskStarted(TURN_JUST_BEFORE), total(250, 30), ...own],
      ['50/5'],
    ],
    [
      'owns a turn that tells the second of its start',
      [legacyFork(), undatedStart, undatedContext, total(100, 10), taskStarted(UNDATED_TURN_2), total(130, 11, 30, 1)],
      ['30/1'],
    ],
    [
      'does not count a first total that holds its parent’s',
      [newFork, taskStarted(), onlyTotal(1000, 100), onlyTotal(1030, 105)],
      ['30/5'],
    ],
  ];
  for (const [says, lines, expected] of cases) {
    it(says, () => assert.deepEqual(counted(...lines), expected));
  }
});

describe('a thread is incomplete', () => {
  const cases: readonly (readonly [says: string, lines: readonly string[], isIncomplete: boolean])[] = [
    ['where its total begins anew and nothing else is told', [...start, onlyTotal(100, 10), onlyTotal(40, 4)], true],
    ['where the first total of a fork is all that is told', [newFork, taskStarted(), onlyTotal(1000, 100)], true],
    ['from then on', [...start, onlyTotal(100, 10), onlyTotal(40, 4), onlyTotal(50, 5)], true],
    ['not where the last request is told', [...start, total(100, 10), total(40, 4)], false],
    ['not where a total is written again', [...start, onlyTotal(100, 10), onlyTotal(100, 10)], false],
    [
      'not where a fork’s turns can be told from its parent’s',
      [legacyFork(), ...parentsTurn, total(100, 10), taskStarted()],
      false,
    ],
    [
      'not where the start of a turn dates its context',
      [legacyFork(), undatedStart, undatedContext, taskStarted()],
      false,
    ],
    ['not where an ordinary thread’s turns have no names', [sessionMeta(), namelessContext, total(100, 10)], false],
  ];
  for (const [says, lines, isIncomplete] of cases) {
    it(says, () => assert.equal(decode(...lines).state.isIncomplete, isIncomplete));
  }
});
