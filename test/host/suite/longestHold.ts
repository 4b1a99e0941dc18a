import { type Profiler, Session } from 'node:inspector/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** For how long the extension host could do nothing else, at most, while `work` went on. */
export interface LongestHold {
  /** Whoever it was: VS Code starts other extensions at the same time. */
  readonly anyMs: number;
  /** In one go of code from files whose path contains `file`. */
  readonly ownMs: number;
}

const SAMPLE_MICROS = 1000;

/** Watches the event loop, and profiles to tell whose code held it. */
export async function longestHold(file: string, work: () => Promise<void>): Promise<LongestHold> {
  const session = new Session();
  session.connect();
  const delays = monitorEventLoopDelay({ resolution: 1 });
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_MICROS });
    await session.post('Profiler.start');
    delays.enable();
    await work();
    delays.disable();
    const { profile } = await session.post('Profiler.stop');
    return { anyMs: delays.max / 1e6, ownMs: longestStretchMs(profile, file) };
  } finally {
    session.disconnect();
  }
}

/** The longest stretch of samples with a frame of that file on the stack. */
function longestStretchMs({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile, file: string): number {
  const own = new Set<number>();
  // Parents come before their children.
  for (const { id, callFrame, children = [] } of nodes) {
    if (own.has(id) || callFrame.url.includes(file)) {
      own.add(id);
      children.forEach((child) => own.add(child));
    }
  }
  let longest = 0;
  let stretch = 0;
  for (const [index, id] of samples.entries()) {
    stretch = own.has(id) ? stretch + (timeDeltas[index] ?? 0) : 0;
    longest = Math.max(longest, stretch);
  }
  return longest / 1000;
}
