import type { Profiler } from 'node:inspector';
import { CallTree, type Sample } from './callTree.ts';

/** The longest time for which the event loop could do nothing but run code of some file. */
export interface Stretch {
  /** By the clock: on a busy machine other processes had a part of it. */
  readonly wallMs: number;
  /**
   * Of it, on the processor, at least: samples that came late count as short ones. What waits for the system, as the
   * start of a process does, is not in it.
   */
  readonly cpuMs: number;
  /** Where most of it was spent. Empty where there was none. */
  readonly where: string;
  /** Since the profile began. */
  readonly atMs: number;
}

/** A sample later than this many intervals was taken after a time off the processor. */
const LATE_INTERVALS = 2;
const NONE: Stretch = { wallMs: 0, cpuMs: 0, where: '', atMs: 0 };

/**
 * Finds it in a profile with a sample every `intervalMicros`: samples one after the other with a function of `file`
 * (a part of its path) on the stack, all within one turn of the event loop (see `recordTurns`).
 */
export function longestStretch(
  profile: Profiler.Profile,
  turnStartsMicros: readonly number[],
  file: string,
  intervalMicros: number,
): Stretch {
  const tree = new CallTree(profile.nodes, file);
  let longest = NONE;
  for (const { samples, fromMicros } of stretches(profile, turnStartsMicros, tree)) {
    const wallMs = sum(samples.map(({ wallMicros }) => wallMicros)) / 1000;
    if (wallMs > longest.wallMs) {
      const onCpu = samples.map(({ wallMicros }) => Math.min(wallMicros, LATE_INTERVALS * intervalMicros));
      const atMs = (fromMicros - profile.startTime) / 1000;
      longest = { wallMs, cpuMs: sum(onCpu) / 1000, where: tree.mainPath(samples), atMs };
    }
  }
  return longest;
}

/** `12 ms (at least 9 of it on the processor) in activate › show`. */
export function stretchText({ wallMs, cpuMs, where }: Stretch): string {
  return `${wallMs.toFixed(0)} ms (at least ${cpuMs.toFixed(0)} of it on the processor)${where === '' ? '' : ` in ${where}`}`;
}

function* stretches(
  { startTime, samples = [], timeDeltas = [] }: Profiler.Profile,
  turnStartsMicros: readonly number[],
  tree: CallTree,
): Generator<{ readonly samples: readonly Sample[]; readonly fromMicros: number }> {
  let current: Sample[] = [];
  let between: Sample[] = [];
  let [atMicros, fromMicros, turnMicros, turns] = [startTime, startTime, startTime, 0];
  for (const [index, id] of samples.entries()) {
    const lastMicros = atMicros;
    atMicros += timeDeltas[index] ?? 0;
    const isNewTurn = (turnStartsMicros[turns] ?? Infinity) <= atMicros;
    for (let next = turnStartsMicros[turns]; next !== undefined && next <= atMicros; next = turnStartsMicros[turns]) {
      turnMicros = next;
      turns += 1;
    }
    const goesOn = !isNewTurn && (tree.isOwn(id) || tree.isBetween(id));
    if (!goesOn && current.length > 0) {
      yield { samples: current, fromMicros };
      [current, between] = [[], []];
    }
    if (tree.isOwn(id)) {
      const sinceMicros = Math.max(lastMicros, turnMicros);
      fromMicros = current.length === 0 ? sinceMicros : fromMicros;
      current.push(...between, { id, wallMicros: atMicros - sinceMicros });
      between = [];
    } else if (current.length > 0) {
      between.push({ id, wallMicros: atMicros - lastMicros });
    }
  }
  yield { samples: current, fromMicros };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
