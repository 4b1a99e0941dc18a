import { Session } from 'node:inspector/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type Holds, longestStretches } from '../../support/eventLoop/longestStretch.ts';
import { recordTurns } from '../../support/eventLoop/recordTurns.ts';

const SAMPLE_MICROS = 500;

/** Watches the event loop, and profiles to tell for how long code of `file` (a part of its path) held it. */
export async function longestHold(file: string, work: () => Promise<void>): Promise<Holds> {
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
