import { nextTurn } from '../base/timers.ts';
import { type RolloutFile, rolloutFileAt } from '../codex/codexHome.ts';
import { lastPrompt, promptTitle } from '../codex/rollouts/promptTitle.ts';
import type { RunTitles } from '../core/usage/runTitle.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { RunPlace } from '../ledger/usage/runPlaces.ts';
import { openCompressed, openPlain } from './byteSource.ts';

/** From a prompt to what its first request used, most rollouts have less. */
const WINDOW_BYTES = 256 * 1024;
/** Of a compressed rollout all that stands before must be read, too. */
const MOST_COMPRESSED_BYTES = 32 * 1024 * 1024;

/** The titles of some runs; in between, whoever else asks has a turn. */
export async function readTitles(ledger: Pick<Ledger, 'runPlace'>, runIds: readonly string[]): Promise<RunTitles> {
  const titles: Record<string, string> = {};
  for (const runId of runIds) {
    const place = ledger.runPlace(runId);
    const title = place === undefined ? undefined : promptTitle(await linesBefore(place));
    if (title !== undefined) {
      titles[runId] = title;
    }
    await nextTurn();
  }
  return titles;
}

/** The whole prompt that a run began with; undefined where it cannot be told. It must not be stored. */
export async function readPrompt(ledger: Pick<Ledger, 'runPlace'>, runId: string): Promise<string | undefined> {
  const place = ledger.runPlace(runId);
  return place === undefined ? undefined : lastPrompt(await linesBefore(place));
}

/** What stands near before a run's first request in Codex's own file; nothing where that is gone. Never rejects. */
async function linesBefore({ path, offsetBytes }: RunPlace): Promise<readonly string[]> {
  const file = rolloutFileAt(path);
  if (file === undefined) {
    return [];
  }
  try {
    const bytes = file.isCompressed ? await compressedBefore(file, offsetBytes) : plainBefore(file, offsetBytes);
    return bytes.toString('utf8').split('\n');
  } catch {
    return [];
  }
}

function plainBefore(file: RolloutFile, offsetBytes: number): Buffer {
  const source = openPlain(file);
  try {
    const length = Math.min(offsetBytes, WINDOW_BYTES);
    const space = Buffer.alloc(length);
    return space.subarray(0, source.peek(space, offsetBytes - length));
  } finally {
    source.close();
  }
}

async function compressedBefore(file: RolloutFile, offsetBytes: number): Promise<Buffer> {
  if (offsetBytes > MOST_COMPRESSED_BYTES) {
    return Buffer.alloc(0);
  }
  const source = openCompressed(file);
  try {
    const space = Buffer.alloc(offsetBytes);
    let filled = 0;
    while (filled < offsetBytes) {
      const bytes = await source.fill(space.subarray(filled));
      if (bytes === 0) {
        break;
      }
      filled += bytes;
    }
    return space.subarray(Math.max(0, filled - WINDOW_BYTES), filled);
  } finally {
    source.close();
  }
}
