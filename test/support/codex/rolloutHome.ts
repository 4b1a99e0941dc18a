import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Changes a rollout's lines. */
export type Edit = (lines: readonly string[]) => readonly string[];

const FIXTURES = fileURLToPath(new URL('../../fixtures/rollouts/', import.meta.url));

/** A recorded rollout's place in a home. */
export interface PlacedRollout {
  /** Its name in `test/fixtures/rollouts/`, without the ending. */
  readonly name: string;
  readonly isArchived?: boolean;
  /** What is changed in it on the way, line by line. */
  readonly edit?: Edit;
}

/** Puts recorded rollouts into a Codex home, under names as Codex gives them. Two that would share one are an error. */
export function placeRollouts(codexHome: string, rollouts: readonly PlacedRollout[]): void {
  for (const { name, isArchived = false, edit } of rollouts) {
    const lines = fixtureLines(name);
    const session = sessionOf(lines);
    const date = session.timestamp.slice(0, 10).split('-');
    const folder = path.join(codexHome, ...(isArchived ? ['archived_sessions'] : ['sessions', ...date]));
    const text = (edit?.(lines) ?? lines).map((line) => `${line}\n`).join('');
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, fileNameOf(session)), text, { flag: 'wx' });
  }
}

const LATER_ROLLOUT_ID = '01a20f29-3d83-7000-8000-000000000001';

/** A thread that was reverted goes on in a rollout that has an identifier of its own, besides its thread's. */
function fileNameOf({ id, timestamp, history_base: base }: Session): string {
  const ids = base?.thread_id === id ? `${id}_${LATER_ROLLOUT_ID}` : id;
  return `rollout-${timestamp.slice(0, 19).replaceAll(':', '-')}-${ids}.jsonl`;
}

/** The thread that a recorded rollout is of. */
export function threadIdOf(name: string): string {
  return sessionOf(fixtureLines(name)).id;
}

export function fixtureLines(name: string): readonly string[] {
  return readFileSync(path.join(FIXTURES, `${name}.jsonl`), 'utf8')
    .trimEnd()
    .split('\n');
}

interface Session {
  readonly id: string;
  readonly timestamp: string;
  /** What the rollout goes on from: another thread where it is a fork, its own where it was reverted. */
  readonly history_base?: { readonly thread_id: string };
}

function sessionOf([first = '']: readonly string[]): Session {
  return (JSON.parse(first) as { payload: Session }).payload;
}
