import { Session } from 'node:inspector/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type LongestStretches, longestStretches } from '../../support/eventLoop/longestStretch.ts';
import { recordTurns } from '../../support/eventLoop/recordTurns.ts';

/** For how long the extension host could do nothing else, at most, while `work` went on. */
export interface LongestHold {
  /** Whoever it was: VS Code starts other extensions at the same time. */
  readonly anyMs: number;
  readonly own: LongestStretches;
}

const SAMPLE_MICROS = 500;

/** Watches the event loop, and profiles to tell for how long code of `file` (a part of its path) held it. */
export async function longestHold(file: string, work: () => Promise<void>): Promise<LongestHold> {
  const session = new Session();
  session.connect();
  const delays = monitorEventLoopDelay({ resolution: 1 });
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_MICROS });
    await session.post('Profiler.start');
    const stopTurns = recordTurns();
    delays.enable();
    await work();
    delays.disable();
    const turns = stopTurns();
    const { profile } = await session.post('Profiler.stop');
    return { anyMs: delays.max / 1e6, own: longestStretches(profile, turns, file) };
  } finally {
    session.disconnect();
  }
}
