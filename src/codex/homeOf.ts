import { realpathSync } from 'node:fs';
import path from 'node:path';

/** A rollout, in the home that it belongs to. */
interface PlacedRollout {
  readonly home: string;
  readonly path: string;
}

/**
 * The home in which a rollout lies, undefined where it lies in none. Codex tells where it lies in the end, however its
 * home is named: of `homes`, the one that is the same place is meant, so that all name its rollouts alike.
 */
export function placeRollout(transcriptPath: string, homes: readonly string[]): PlacedRollout | undefined {
  const [, home, inHome] = /^(.+)[\\/]((?:archived_)?sessions[\\/].+)$/.exec(transcriptPath) ?? [];
  if (home === undefined || inHome === undefined) {
    return undefined;
  }
  const named = homes.find((each) => resolved(each) === resolved(home)) ?? home;
  return { home: named, path: path.join(named, inHome) };
}

function resolved(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}
