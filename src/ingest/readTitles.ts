import { nextTurn } from '../base/timers.ts';
import { type RolloutFile, rolloutFileAt } from '../codex/codexHome.ts';
import { promptTitle } from '../codex/rollouts/promptTitle.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { RunPlace } from '../ledger/usage/runPlaces.ts';
import { openCompressed, openPlain } from './byteSource.ts';
import type { RunTitles } from './ingestProtocol.ts';

/** From a prompt to what its first request used, most rollouts have less. */
const WINDOW_BYTES = 256 * 1024;
/** Of a compressed rollout all that stands before must be read, too. */
const MOST_COMPRESSED_BYTES = 32 * 1024 * 1024;

/** The titles of some runs; in between, whoever else asks has a turn. */
export async function readTitles(ledger: Pick<Ledger, 'runPlace'>, runIds: readonly string[]): Promise<RunTitles> {
  const titles: Record<string, string> = {};
  for (const runId of runIds) {
    const place = ledger.runPlace(runId);
    const title = place === undefined ? undefined : await readTitle(place);
    if (title !== undefined) {
      titles[runId] = title;
    }
    await nextTurn();
  }
  return titles;
}

/**
 * A run's title, from Codex's own file: how the prompt begins that stands before its first request. Undefined where the
 * file is gone, or where no prompt stands near. Never rejects.
 */
async function readTitle({ path, offsetBytes }: RunPlace): Promise<string | undefined> {
  const file = rolloutFileAt(path);
  if (file === undefined) {
    return undefined;
  }
  try {
    const bytes = file.isCompressed ? await compressedBefore(file, offsetBytes) : plainBefore(file, offsetBytes);
    return promptTitle(bytes.toString('utf8').split('\n'));
  } catch {
    return undefined;
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
