import assert from 'node:assert/strict';
import type { Profiler } from 'node:inspector';
import { setTimeout as delay } from 'node:timers/promises';

import { longestStretches } from '../../support/eventLoop/longestStretch.ts';
import { type Turn, recordTurns } from '../../support/eventLoop/recordTurns.ts';

const OURS = '/extension/dist/extension.js';
/** Ids of what a sample may have seen. */
const [IDLE, PROGRAM, THEIRS, LOAD, PARSE, SHOW] = [2, 3, 4, 5, 6, 7];

const node = (id: number, functionName: string, url = '', children: number[] = []): Profiler.ProfileNode => ({
  id,
  callFrame: { functionName, url, scriptId: '', lineNumber: 0, columnNumber: 0 },
  children,
});
const NODES = [
  node(1, '(root)', '', [IDLE, PROGRAM, THEIRS]),
  node(IDLE, '(idle)'),
  node(PROGRAM, '(program)'),
  node(THEIRS, 'theirs', '/vscode.js', [LOAD, SHOW]),
  node(LOAD, 'load', OURS, [PARSE]),
  node(PARSE, 'parse', 'node:internal'),
  node(SHOW, 'show', OURS),
];

describe('the longest stretch of a profile', () => {
  /** A sample every millisecond, or later where a delta in ms stands beside it; a turn had all of a processor, or less. */
  const find = (
    seen: readonly (number | readonly [id: number, deltaMs: number])[],
    turnsMs: readonly (number | readonly [atMs: number, cpuMs: number])[] = [],
  ) => {
    const samples = seen.map((one) => (typeof one === 'number' ? one : one[0]));
    const timeDeltas = seen.map((one) => (typeof one === 'number' ? 1 : one[1]) * 1000);
    const endTime = timeDeltas.reduce((sum, delta) => sum + delta, 0);
    const turns = turnsMs.map((one): Turn => {
      const [atMs, cpuMs] = typeof one === 'number' ? [one, undefined] : one;
      return { startMicros: atMs * 1000, cpuMicros: cpuMs === undefined ? undefined : cpuMs * 1000 };
    });
    return longestStretches({ nodes: NODES, startTime: 0, endTime, samples, timeDeltas }, turns, 'dist/extension.js');
  };

  const byClock = (...given: Parameters<typeof find>): number => find(...given).byClock.wallMs;

  it('is nothing where nothing of ours ran', () => {
    const none = { wallMs: 0, cpuMs: 0, where: '', atMs: 0 };
    assert.deepEqual(find([IDLE, THEIRS, PROGRAM]), { byClock: none, onProcessor: none });
  });

  it('is what runs without a break, of whoever we call, and says where', () => {
    const longest = { wallMs: 3, cpuMs: 3, where: 'load › parse', atMs: 1 };
    const seen = [IDLE, LOAD, PARSE, PARSE, IDLE, SHOW];
    assert.deepEqual(find(seen), { byClock: longest, onProcessor: longest });
  });

  it('is broken by others', () => assert.equal(byClock([LOAD, LOAD, THEIRS, LOAD]), 2));

  it('is not broken by what runs below all functions, as the collection of garbage does', () => {
    assert.equal(byClock([LOAD, PROGRAM, LOAD, PROGRAM, IDLE]), 3);
  });

  it('is broken by another turn of the event loop', () => {
    assert.deepEqual([byClock([SHOW, SHOW, SHOW, SHOW]), byClock([SHOW, SHOW, SHOW, SHOW], [2.5])], [4, 2]);
  });

  it('begins with its turn, not with the sample before', () => assert.equal(byClock([IDLE, [SHOW, 10]], [9]), 2));

  it('has had no more of a processor than its turn, and no more than its own time', () => {
    const turns: [number, number][] = [
      [0, 100],
      [10, 103],
      [15, 113],
      [16, 113],
    ];
    const { byClock, onProcessor } = find([[LOAD, 9], IDLE, [PARSE, 4], IDLE], turns);
    assert.deepEqual(
      [byClock, onProcessor],
      [
        { wallMs: 9, cpuMs: 3, where: 'load', atMs: 0 },
        { wallMs: 4, cpuMs: 4, where: 'load › parse', atMs: 10 },
      ],
    );
  });
});

describe('the turns of the event loop', () => {
  it('begin with each callback, and not with what it leaves to be done at once', async () => {
    await delay(1);
    const stop = recordTurns();
    setTimeout(() => {
      process.nextTick(() => undefined);
      void Promise.resolve().then(() => queueMicrotask(() => undefined));
    });
    await delay(20);
    setImmediate(() => undefined);
    await new Promise(setImmediate);
    const turns = stop();
    // Both timers and both immediates, after what began to note them and before what ended it.
    assert.equal(turns.length, 6);
    assert.deepEqual(
      turns,
      turns.toSorted((a, b) => a.startMicros - b.startMicros),
    );
  });

  it('tell how long the thread has been on a processor, and not how long it was off it', async () => {
    const stop = recordTurns();
    await delay(1);
    const busyUntilMs = performance.now() + 20;
    while (performance.now() < busyUntilMs);
    await delay(100);
    const turns = stop().map(({ cpuMicros }) => cpuMicros ?? Number.NaN);
    const totalMicros = (turns.at(-1) ?? 0) - (turns[0] ?? 0);
    assert.ok(totalMicros > 0 && totalMicros < 100_000, `${totalMicros} µs`);
    assert.deepEqual(
      turns,
      turns.toSorted((a, b) => a - b),
    );
  });
});
