import type { Profiler } from 'node:inspector';
import { Inspector } from '../vscode/inspector.ts';
import { type Holds, longestStretches } from './longestStretch.ts';
import { type Turn, recordTurns } from './recordTurns.ts';

const SAMPLE_MICROS = 500;

/**
 * Evaluated in the process, where it leaves what ends it. It begins in a turn of its own: a process that is starting may
 * be in the middle of loading what is used here.
 */
const WATCH = `void setTimeout(() => {
  const delays = process.getBuiltinModule('node:perf_hooks').monitorEventLoopDelay({ resolution: 1 });
  const stopTurns = (${recordTurns.toString()})();
  delays.enable();
  globalThis.stopWatchingHolds = () => {
    delays.disable();
    return { anyMs: delays.max / 1e6, turns: stopTurns() };
  };
});`;

/** Watches the event loop of another process for a while, from when it can first be inspected on. */
export class HoldWatch {
  readonly #inspector: Inspector;

  private constructor(inspector: Inspector) {
    this.#inspector = inspector;
  }

  /** Waits for a process that can be inspected on this port of loopback, and begins to watch it. */
  static async start(port: number): Promise<HoldWatch> {
    const inspector = await Inspector.connect(port);
    await inspector.post('Profiler.enable');
    await inspector.post('Profiler.setSamplingInterval', { interval: SAMPLE_MICROS });
    const watch = new HoldWatch(inspector);
    await watch.begin();
    return watch;
  }

  async begin(): Promise<void> {
    await this.#inspector.post('Profiler.start');
    await this.#inspector.evaluate(WATCH);
  }

  /** Ends the watch, and tells for how long code of `file` (a part of its path) held the event loop. */
  async end(file: string): Promise<Holds> {
    const { anyMs, turns } = await this.#inspector.evaluate<{
      readonly anyMs: number;
      readonly turns: readonly Turn[];
    }>('stopWatchingHolds()');
    const { profile } = await this.#inspector.post<{ readonly profile: Profiler.Profile }>('Profiler.stop');
    return { anyMs, own: longestStretches(profile, turns, file) };
  }

  close(): void {
    this.#inspector.close();
  }
}
