/** Homes made of the recorded rollouts, each as often as a test wants it, under threads of its own. */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../fixtures/rollouts/', import.meta.url));

export interface FixtureRollout {
  /** Where it lies among the recorded ones, without its ending. */
  readonly name: string;
  /** As Codex calls the file, without folder and ending. */
  readonly fileName: string;
  readonly threadId: string;
  readonly forkedFromId: string | undefined;
  readonly bytes: Buffer;
}

const NAMES = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.jsonl'))
  .map((name) => name.slice(0, -'.jsonl'.length))
  .sort();

/** Every recorded rollout; `copy` numbers the threads and turns, so that each copy has its own. */
export function fixtureRollouts(copy = 0): FixtureRollout[] {
  return NAMES.map((name) => fixtureRollout(name, copy));
}

/** What came of a thread that was reverted or migrated: its rollout as it was before is recorded, too. */
const LATER_STATES = /^(?:migrated\/|reverted-rest)/;

/** So many copies of the recorded rollouts, one of each thread. */
export function threadsOnce(copies = 1): FixtureRollout[] {
  return Array.from({ length: copies }, (_, copy) => fixtureRollouts(copy))
    .flat()
    .filter(({ name }) => !LATER_STATES.test(name));
}

function fixtureRollout(name: string, copy = 0): FixtureRollout {
  const text = renumbered(readFileSync(path.join(FOLDER, `${name}.jsonl`), 'utf8'), copy);
  const { payload } = JSON.parse(text.slice(0, text.indexOf('\n'))) as SessionLine;
  const stamp = payload.timestamp.slice(0, 19).replaceAll(':', '-');
  // Two states of one thread must not overwrite each other.
  const state = name.replaceAll(/[^a-z0-9]/g, '');
  return {
    name,
    fileName: `rollout-${stamp}-${payload.id}-${state}`,
    threadId: payload.id,
    forkedFromId: payload.forked_from_id,
    bytes: Buffer.from(text),
  };
}

interface SessionLine {
  readonly payload: { readonly id: string; readonly timestamp: string; readonly forked_from_id?: string };
}

const DATED_ID = /\b(01a2[0-9a-f]{4}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{8})([0-9a-f]{4})\b/g;

function renumbered(text: string, copy: number): string {
  return copy === 0
    ? text
    : text.replace(
        DATED_ID,
        (_, beginning: string, end: string) =>
          beginning + (Number.parseInt(end, 16) ^ copy).toString(16).padStart(end.length, '0'),
      );
}

/** Where a rollout lies in a home while it is not archived. */
export function placeOf(home: string, { fileName }: FixtureRollout): string {
  const [year = '', month = '', day = ''] = fileName.slice('rollout-'.length).split('-');
  return path.join(home, 'sessions', year, month, day.slice(0, 2), `${fileName}.jsonl`);
}

/** Puts rollouts into a home; returns where each lies. */
export function place(home: string, rollouts: readonly FixtureRollout[]): string[] {
  return rollouts.map((rollout) => {
    const file = placeOf(home, rollout);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, rollout.bytes);
    return file;
  });
}
