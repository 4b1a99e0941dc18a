import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import path from 'node:path';

import { type Program, measure } from './measure.ts';

/** Where a program's threads spent the time in which they did not wait: a share of each place, the largest first. */
export interface Profile {
  readonly busyMs: number;
  readonly places: readonly { readonly name: string; readonly share: number }[];
}

interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** What Node writes with `--cpu-prof`, one file for each thread. */
interface ThreadProfile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: CallFrame }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const SAMPLE_US = 500;
/** What V8 calls a thread that waits. */
const WAITING = '(idle)';
const V8_PLACES: ReadonlyMap<string, string> = new Map([
  [WAITING, WAITING],
  ['', 'native code without a name'],
  ['(garbage collector)', 'garbage collection'],
  ['(program)', 'native code without a script, starting threads among it'],
]);

/** Runs a Node program once with its profiler; it takes longer than without. `folder` must be empty. */
export async function profileOf({ file, args, env }: Program, folder: string): Promise<Profile> {
  mkdirSync(folder, { recursive: true });
  const flags = ['--cpu-prof', `--cpu-prof-dir=${folder}`, `--cpu-prof-interval=${SAMPLE_US}`];
  await measure({ file, args: [...flags, ...args], env });
  const placeOf = placer();
  const sums = new Map<string, number>();
  for (const name of readdirSync(folder)) {
    const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as ThreadProfile;
    const places = new Map(nodes.map(({ id, callFrame }) => [id, placeOf(callFrame)]));
    samples.forEach((id, index) => {
      const place = places.get(id) ?? WAITING;
      sums.set(place, (sums.get(place) ?? 0) + (timeDeltas[index] ?? 0) / 1000);
    });
  }
  sums.delete(WAITING);
  const busyMs = [...sums.values()].reduce((sum, ms) => sum + ms, 0);
  const places = Array.from(sums, ([name, ms]) => ({ name, share: ms / busyMs }));
  return { busyMs, places: places.sort((a, b) => b.share - a.share) };
}

/** Names the source file that a function comes from. What a native function does counts where it is called from. */
function placer(): (frame: CallFrame) => string {
  const maps = new Map<string, SourceMap | undefined>();
  return ({ functionName, url, lineNumber, columnNumber }) => {
    if (!url.startsWith('file://')) {
      return url.startsWith('node:') ? 'Node’s own modules' : (V8_PLACES.get(functionName) ?? `native ${functionName}`);
    }
    const map = maps.get(url) ?? sourceMapOf(new URL(url));
    maps.set(url, map);
    const entry = map?.findEntry(lineNumber, columnNumber);
    // Between two files of a bundle stands what is of neither.
    const source: string | undefined =
      entry !== undefined && 'originalSource' in entry ? entry.originalSource : undefined;
    return (source ?? path.basename(url)).replace(/^(?:\.\.\/)+/, '');
  };
}

function sourceMapOf(script: URL): SourceMap | undefined {
  const file = new URL(`${script.href}.map`);
  return existsSync(file) ? new SourceMap(JSON.parse(readFileSync(file, 'utf8')) as SourceMapPayload) : undefined;
}

/** The largest places of a profile, for people. */
export function profileLines({ busyMs, places }: Profile, most: number): readonly string[] {
  const rest = places.slice(most).reduce((sum, { share }) => sum + share, 0);
  const line = (name: string, share: number): string => `${(share * 100).toFixed(1).padStart(6)} %  ${name}`;
  return [
    `${busyMs.toFixed(0)} ms of its threads’ time, by place`,
    ...places.slice(0, most).map(({ name, share }) => line(name, share)),
    line(`${places.length - Math.min(most, places.length)} more places`, rest),
  ];
}
