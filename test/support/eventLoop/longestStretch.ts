import type { Profiler } from 'node:inspector';
import { CallTree, type Sample } from './callTree.ts';
import type { Turn } from './recordTurns.ts';

/** A time for which the event loop could do nothing but run code of some file. */
export interface Stretch {
  /** By the clock: on a busy machine it has waited for a processor in between. */
  readonly wallMs: number;
  /**
   * Of it, on a processor, to within a tick of the system: at most what its whole turn of the event loop had. What waits
   * for the system, as the start of a process does, is not in it.
   */
  readonly cpuMs: number;
  /** Where most of it was spent. Empty where there was none. */
  readonly where: string;
  /** Since the profile began. */
  readonly atMs: number;
}

/** The longest ones of a profile. */
export interface LongestStretches {
  readonly byClock: Stretch;
  readonly onProcessor: Stretch;
}

/** For how long an event loop could do nothing else, at most. */
export interface Holds {
  /** Whoever held it. */
  readonly anyMs: number;
  /** Code of the file that was asked for. */
  readonly own: LongestStretches;
}

const NONE: Stretch = { wallMs: 0, cpuMs: 0, where: '', atMs: 0 };

/**
 * Finds them in a profile: samples one after the other with a function of `file` (a part of its path) on the stack, all
 * within one turn of the event loop.
 */
export function longestStretches(profile: Profiler.Profile, turns: readonly Turn[], file: string): LongestStretches {
  const tree = new CallTree(profile.nodes, file);
  let longest: LongestStretches = { byClock: NONE, onProcessor: NONE };
  for (const { samples, fromMicros, turn } of stretches(profile, turns, tree)) {
    const wallMs = sum(samples.map(({ wallMicros }) => wallMicros)) / 1000;
    const cpuMs = Math.min(wallMs, cpuMicrosOf(turns, turn) / 1000);
    const { byClock, onProcessor } = longest;
    if (wallMs > byClock.wallMs || cpuMs > onProcessor.cpuMs) {
      const stretch = { wallMs, cpuMs, where: tree.mainPath(samples), atMs: (fromMicros - profile.startTime) / 1000 };
      longest = {
        byClock: wallMs > byClock.wallMs ? stretch : byClock,
        onProcessor: cpuMs > onProcessor.cpuMs ? stretch : onProcessor,
      };
    }
  }
  return longest;
}

/** `61 ms, 12 of them on a processor, in activate › show`. */
export function stretchText({ wallMs, cpuMs, where }: Stretch): string {
  return `${wallMs.toFixed(0)} ms, ${cpuMs.toFixed(0)} of them on a processor${where === '' ? '' : `, in ${where}`}`;
}

/** In one line. */
export function holdsText({ anyMs, own: { byClock, onProcessor } }: Holds): string {
  return `our longest holds of the extension host: ${stretchText(byClock)}; most of a processor: ${stretchText(onProcessor)}; anybody’s: ${anyMs.toFixed(0)} ms`;
}

interface Found {
  readonly samples: readonly Sample[];
  readonly fromMicros: number;
  /** Which of the turns it is in. */
  readonly turn: number;
}

function* stretches(
  { startTime, samples = [], timeDeltas = [] }: Profiler.Profile,
  turns: readonly Turn[],
  tree: CallTree,
): Generator<Found> {
  let current: Sample[] = [];
  let between: Sample[] = [];
  let [atMicros, fromMicros, turn] = [startTime, startTime, -1];
  for (const [index, id] of samples.entries()) {
    const lastMicros = atMicros;
    atMicros += timeDeltas[index] ?? 0;
    const turnNow = lastBegun(turns, turn, atMicros);
    const goesOn = turnNow === turn && (tree.isOwn(id) || tree.isBetween(id));
    if (!goesOn && current.length > 0) {
      yield { samples: current, fromMicros, turn };
      [current, between] = [[], []];
    }
    turn = turnNow;
    if (tree.isOwn(id)) {
      const sinceMicros = Math.max(lastMicros, turns[turn]?.startMicros ?? startTime);
      fromMicros = current.length === 0 ? sinceMicros : fromMicros;
      current.push(...between, { id, wallMicros: atMicros - sinceMicros });
      between = [];
    } else if (current.length > 0) {
      between.push({ id, wallMicros: atMicros - lastMicros });
    }
  }
  yield { samples: current, fromMicros, turn };
}

/** Which turn had begun by then, looked for from an earlier one on. */
function lastBegun(turns: readonly Turn[], from: number, atMicros: number): number {
  let turn = from;
  while ((turns[turn + 1]?.startMicros ?? Infinity) <= atMicros) {
    turn += 1;
  }
  return turn;
}

/** What a turn had of a processor until the next began; without a limit where that is not known. */
function cpuMicrosOf(turns: readonly Turn[], turn: number): number {
  const [begin, end] = [turns[turn]?.cpuMicros, turns[turn + 1]?.cpuMicros];
  return begin === undefined || end === undefined ? Infinity : end - begin;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
