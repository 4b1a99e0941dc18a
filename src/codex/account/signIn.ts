import { type Stats, promises as files, realpathSync, statSync } from 'node:fs';
import path from 'node:path';

import type { PollPlace } from '../../core/wallet/poll.ts';

const NOBODY = 'none';
const FILE = 'auth.json';

/**
 * Tells a home's sign-ins apart by where, when and how long Codex wrote its credentials: they are looked at from
 * outside, and never opened. Where Codex keeps them in the system's keyring, all sign-ins look the same.
 */
export async function readSignIn(home: string): Promise<PollPlace> {
  const place = await files.realpath(home).catch(() => home);
  return pollPlace(place, await files.stat(path.join(place, FILE)).catch(() => undefined));
}

/** The same at once: to begin a wait takes longer than a hook has. */
export function signInNow(home: string): PollPlace {
  const place = orElse(home, () => realpathSync(home));
  return pollPlace(
    place,
    orElse(undefined, () => statSync(path.join(place, FILE))),
  );
}

function pollPlace(home: string, file: Stats | undefined): PollPlace {
  return { home, signIn: file === undefined ? NOBODY : `${file.ino}/${file.mtimeMs}/${file.size}` };
}

function orElse<T>(instead: T, look: () => T): T {
  try {
    return look();
  } catch {
    return instead;
  }
}
