import path from 'node:path';

import { CACHE_FOLDER } from '../support/vscode/cache.ts';
import type { RoundResult } from './faults/faults.ts';
import { KeptRounds } from './faults/keptRounds.ts';
import { playKilledWindows } from './faults/killedWindows.ts';
import type { FaultsBenchOptions, FaultsFindings } from './faultsBench.ts';
import { writeFigures } from './securityPage.ts';

/** Plays the rounds that have not been played, and says what came of all of them. */
export async function benchWindows({
  rounds,
  seed,
  resume,
  writes,
}: Omit<FaultsBenchOptions, 'worlds'>): Promise<FaultsFindings> {
  const kept = new KeptRounds<RoundResult>(resume ?? path.join(CACHE_FOLDER, 'bench', `windows-${seed}.jsonl`), seed);
  await playKilledWindows(seed, kept.missing(rounds), kept.add);
  const results = kept.of(rounds);
  const broken = results.filter((one) => one.broken.length > 0);
  const requests = results.reduce((sum, one) => sum + one.requests, 0);
  const page = `\`npm run bench -- windows --rounds ${results.length} --seed ${seed}\`: the extension host of a real VS Code was killed ${results.length} times at a random instant of a run, with ${requests} requests of the real Codex in all. Rounds after which something was not as it must be: ${broken.length}.`;
  if (writes.includes('docs')) {
    await writeFigures('windows', page);
  }
  return { page, broken };
}
