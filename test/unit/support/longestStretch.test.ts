import assert from 'node:assert/strict';
import type { Profiler } from 'node:inspector';
import { setTimeout as delay } from 'node:timers/promises';

import { longestStretch } from '../../support/eventLoop/longestStretch.ts';
import { recordTurns } from '../../support/eventLoop/recordTurns.ts';

const OURS = '/extension/dist/extension.js';
const INTERVAL_MICROS = 1000;
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
  /** A sample every millisecond, or later where a delta in ms stands beside it. */
  const find = (
    seen: readonly (number | readonly [id: number, deltaMs: number])[],
    turnsMs: readonly number[] = [],
  ) => {
    const samples = seen.map((one) => (typeof one === 'number' ? one : one[0]));
    const timeDeltas = seen.map((one) => (typeof one === 'number' ? 1 : one[1]) * 1000);
    const endTime = timeDeltas.reduce((sum, delta) => sum + delta, 0);
    const turns = turnsMs.map((atMs) => atMs * 1000);
    return longestStretch(
      { nodes: NODES, startTime: 0, endTime, samples, timeDeltas },
      turns,
      'dist/extension.js',
      INTERVAL_MICROS,
    );
  };

  it('is nothing where nothing of ours ran', () => {
    assert.deepEqual(find([IDLE, THEIRS, PROGRAM]), { wallMs: 0, cpuMs: 0, where: '', atMs: 0 });
  });

  it('is what runs without a break, of whoever we call, and says where', () => {
    assert.deepEqual(find([IDLE, LOAD, PARSE, PARSE, IDLE, SHOW]), {
      wallMs: 3,
      cpuMs: 3,
      where: 'load › parse',
      atMs: 1,
    });
  });

  it('is broken by others', () => assert.equal(find([LOAD, LOAD, THEIRS, LOAD]).wallMs, 2));

  it('is not broken by what runs below all functions, as the collection of garbage does', () => {
    assert.equal(find([LOAD, PROGRAM, LOAD, PROGRAM, IDLE]).wallMs, 3);
  });

  it('is broken by another turn of the event loop', () => {
    assert.deepEqual([find([SHOW, SHOW, SHOW, SHOW]).wallMs, find([SHOW, SHOW, SHOW, SHOW], [2.5]).wallMs], [4, 2]);
  });

  it('begins with its turn, not with the sample before', () => {
    assert.equal(find([IDLE, [SHOW, 10]], [9]).wallMs, 2);
  });

  it('tells the time off the processor from the time on it', () => {
    const { wallMs, cpuMs } = find([LOAD, [LOAD, 30], LOAD]);
    assert.deepEqual([wallMs, cpuMs], [32, 4]);
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
    // Both timers, and both immediates.
    assert.equal(turns.length, 4);
    assert.deepEqual(
      turns,
      turns.toSorted((a, b) => a - b),
    );
  });
});
