import assert from 'node:assert/strict';

import { counted, decode, parentsTurn, start } from '../decoding.ts';
import * as sample from '../lines.ts';
import {
  PARENT,
  THREAD,
  TURN,
  TURN_2,
  legacyFork,
  sessionMeta,
  taskStarted,
  tokenCount,
  turnContext,
  usage,
  usageRecord,
} from '../lines.ts';

const total = (input: number, output: number, lastInput = input, lastOutput = output): string =>
  tokenCount(usage(input, 0, output), usage(lastInput, 0, lastOutput));

describe('requests that have records', () => {
  const record = (id: string, input: number, change: sample.Json = {}): string =>
    usageRecord(id, usage(input, 0, 5), change);

  const cases: readonly (readonly [says: string, lines: readonly string[], counted: readonly string[]])[] = [
    ['count by their records', [...start, record('a', 10), record('b', 20)], ['10/5', '20/5']],
    [
      'do not count again by totals',
      [...start, record('a', 10), total(10, 5), record('b', 20), total(30, 10, 20, 5)],
      ['10/5', '20/5'],
    ],
    [
      'do not count in a compaction’s copy',
      [
        ...start,
        record('a', 10),
        sample.line('compacted', { latest_token_usage_record: JSON.parse(record('a', 10)) as sample.Json }),
      ],
      ['10/5'],
    ],
    [
      'do not count the estimate after a compaction',
      [...start, record('a', 10), total(10, 5), total(10, 5, 6193, 0)],
      ['10/5'],
    ],
    ['count under their own thread only', [...start, record('a', 10, { thread_id: PARENT })], []],
    ['count without any context', [sessionMeta(), record('a', 10)], ['10/5']],
    [
      'count in a legacy fork whose parent’s records were copied',
      [
        legacyFork(),
        ...parentsTurn,
        record('p', 99, { thread_id: PARENT }),
        taskStarted(),
        turnContext(),
        record('a', 10),
      ],
      ['10/5'],
    ],
  ];
  for (const [says, lines, expected] of cases) {
    it(says, () => assert.deepEqual(counted(...lines), expected));
  }

  it('belong to the root turn that the record names', () => {
    const { events } = decode(...start, record('a', 10, { turn_id: TURN_2, root_turn_id: TURN }));
    assert.deepEqual([events[0]?.turnId, events[0]?.runId], [TURN_2, TURN]);
  });

  it('have the same identity however often they are read', () => {
    const ids = decode(...start, record('a', 10), record('a', 10)).events.map(({ responseId }) => responseId);
    assert.deepEqual(ids, ['a', 'a']);
  });
});

describe('what a request is priced by', () => {
  const of = (...lines: readonly string[]) => {
    const event = decode(...lines, usageRecord('a', usage(1, 0, 1))).events.at(-1);
    const { model, effort, tier } = event?.surroundings ?? {};
    return [model, effort, tier];
  };
  const cases: readonly (readonly [says: string, lines: readonly string[], facts: readonly unknown[]])[] = [
    ['is its turn’s model and effort', start, ['gpt-5.5', 'medium', undefined]],
    ['is not known before a context', [sessionMeta()], [undefined, undefined, undefined]],
    [
      'changes with the next turn',
      [...start, turnContext({ turn_id: TURN_2, model: 'gpt-6-sol', effort: 'high' })],
      ['gpt-6-sol', 'high', undefined],
    ],
    [
      'has the default effort again where a turn tells none',
      [...start, turnContext({ effort: undefined })],
      ['gpt-5.5', undefined, undefined],
    ],
    [
      'has the tier of the thread’s settings',
      [...start, sample.threadSettings({ service_tier: 'priority' })],
      ['gpt-5.5', 'medium', 'priority'],
    ],
    [
      'loses the tier with settings that have none',
      [...start, sample.threadSettings({ service_tier: 'priority' }), sample.threadSettings({})],
      ['gpt-5.5', 'medium', undefined],
    ],
    [
      'keeps the tier in later turns',
      [sessionMeta(), sample.threadSettings({ service_tier: 'fast' }), turnContext()],
      ['gpt-5.5', 'medium', 'fast'],
    ],
    [
      'does not have the settings of another thread',
      [...start, sample.threadSettings({ service_tier: 'fast' }, { thread_id: PARENT })],
      ['gpt-5.5', 'medium', undefined],
    ],
  ];
  for (const [says, lines, facts] of cases) {
    it(says, () => assert.deepEqual(of(...lines), facts));
  }

  it('is never that of a later turn', () => {
    const lines = [
      ...start,
      usageRecord('a', usage(1, 0, 1)),
      turnContext({ model: 'gpt-6-sol' }),
      usageRecord('b', usage(1, 0, 1)),
    ];
    assert.deepEqual(
      decode(...lines).events.map(({ surroundings }) => surroundings.model),
      ['gpt-5.5', 'gpt-6-sol'],
    );
  });
});

describe('a thread', () => {
  it('is what its first line says, whatever lines of its parent follow', () => {
    const { state } = decode(legacyFork(), ...parentsTurn);
    assert.deepEqual([state.thread?.threadId, state.thread?.forkedFromId], [THREAD, PARENT]);
  });

  for (const [originator, surface] of [
    ['codex-tui', 'tui'],
    ['codex_cli_rs', 'tui'],
    ['codex_exec', 'exec'],
    ['codex_vscode', 'ide'],
    ['Codex Desktop', 'desktop'],
    ['codex-guardrails', 'guardrails'],
    ['somebody else', 'other'],
    [undefined, 'other'],
  ] as const) {
    it(`that ${originator ?? 'nobody'} began is of the surface “${surface}”`, () => {
      const [event] = decode(sessionMeta({ originator }), usageRecord('a', usage(1, 0, 1))).events;
      assert.equal(event?.surroundings.surface, surface);
    });
  }

  it('goes on in the folder of its latest turn', () => {
    const lines = [...start, turnContext({ cwd: '/elsewhere' }), usageRecord('a', usage(1, 0, 1))];
    assert.equal(decode(...lines).events[0]?.surroundings.cwd, '/elsewhere');
  });

  it('tells the account of the thread, which a copied beginning of another’s does not change', () => {
    const lines = [
      legacyFork({ creator_account_id: 'acct-own' }),
      ...parentsTurn,
      taskStarted(),
      usageRecord('a', usage(1, 0, 1)),
    ];
    assert.equal(decode(...lines).events[0]?.surroundings.account, 'acct-own');
  });
});

describe('the end of a turn', () => {
  const complete = (turnId: string): string => sample.eventMsg('task_complete', { turn_id: turnId });
  const ended = (...lines: readonly string[]): string[] => decode(...lines).ended.map(({ turnId }) => turnId);

  it('is told by its own line, and by none of another turn', () => {
    assert.deepEqual(ended(...start, complete(TURN)), [TURN]);
    assert.deepEqual(ended(...start, complete(TURN_2)), []);
  });

  it('in which a review was asked for is told although only the review’s beginning is', () => {
    const review = taskStarted(TURN_2, { root_turn_id: TURN });
    assert.deepEqual(ended(sessionMeta(), review, complete(TURN)), [TURN]);
    assert.deepEqual(ended(sessionMeta({ parent_thread_id: PARENT }), review, complete(TURN_2)), [TURN_2]);
  });
});
