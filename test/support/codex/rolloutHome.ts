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

/** Puts recorded rollouts into a Codex home, under the names that Codex gave them. */
export function placeRollouts(codexHome: string, rollouts: readonly PlacedRollout[]): void {
  for (const { name, isArchived = false, edit } of rollouts) {
    const lines = fixtureLines(name);
    const { id, timestamp } = sessionOf(lines);
    const folder = isArchived ? 'archived_sessions' : path.join('sessions', ...timestamp.slice(0, 10).split('-'));
    const file = `rollout-${timestamp.slice(0, 19).replaceAll(':', '-')}-${id}.jsonl`;
    mkdirSync(path.join(codexHome, folder), { recursive: true });
    writeFileSync(path.join(codexHome, folder, file), (edit?.(lines) ?? lines).map((line) => `${line}\n`).join(''));
  }
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

function sessionOf([first = '']: readonly string[]): { readonly id: string; readonly timestamp: string } {
  return (JSON.parse(first) as { payload: { id: string; timestamp: string } }).payload;
}
