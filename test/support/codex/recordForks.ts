import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { CodexFixture } from './codexFixture.ts';
import { recordAll } from './recordBasics.ts';
import { playBriefly } from './recordedScenarios.ts';
import { RecordingClient } from './recordingClient.ts';
import type { Recording } from './rolloutRecording.ts';

/** A parent of two turns and its forks: of the whole, of the first turn alone, and a fork of that fork. */
interface Family {
  readonly parent: string;
  readonly fork: string;
  readonly 'fork-at-turn': string;
  readonly 'fork-nested': string;
}

/** Forks in which only a reference stands for what the parent had said. */
export async function recordForks(codex: CodexFixture): Promise<Recording> {
  return recordAll(codex, named('paginated', await family(codex, 'paginated')));
}

/** Forks whose files begin with a copy of the parent's lines, also after Codex has brought them to its newer form. */
export async function recordLegacyForks(codex: CodexFixture): Promise<Recording> {
  const threads = await family(codex, 'legacy');
  const before = await recordAll(codex, named('legacy', threads));
  await promisify(execFile)(codex.codexPath, ['migrate-rollouts', '--apply'], { cwd: codex.workspace, env: codex.env });
  const { parent, 'fork-nested': nested } = threads;
  const after = await recordAll(codex, { 'migrated/legacy-parent': parent, 'migrated/legacy-fork-nested': nested });
  return { ...before, ...after };
}

async function family(codex: CodexFixture, historyMode: 'paginated' | 'legacy'): Promise<Family> {
  playBriefly(codex, 'first look', 'second look', 'third look', 'look in the fork', 'look elsewhere', 'look deeper');
  return RecordingClient.with(codex, async (client) => {
    const parent = await client.begin({ historyMode });
    const firstTurn = await client.turn(parent, 'first look');
    await client.turn(parent, 'second look');

    const fork = await client.fork(parent);
    await client.turn(fork, 'look in the fork');
    const atTurn = await client.fork(parent, { lastTurnId: firstTurn });
    await client.turn(atTurn, 'look elsewhere');
    const nested = await client.fork(atTurn);
    await client.turn(nested, 'look deeper');

    await client.turn(parent, 'third look');
    return { parent, fork, 'fork-at-turn': atTurn, 'fork-nested': nested };
  });
}

function named(prefix: string, threads: Family): Record<string, string> {
  return Object.fromEntries(Object.entries(threads).map(([name, id]) => [`${prefix}-${name}`, String(id)]));
}
