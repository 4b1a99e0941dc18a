import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';

import type { PollPlace } from '../core/pollSchedule.ts';

const NOBODY = 'none';

/**
 * Tells a home's sign-ins apart by where, when and how long Codex wrote its credentials: they are looked at from
 * outside, and never opened. Where Codex keeps them in the system's keyring, all sign-ins look the same.
 */
export async function readSignIn(home: string): Promise<PollPlace> {
  const place = await realpath(home).catch(() => home);
  const file = await stat(path.join(place, 'auth.json')).catch(() => undefined);
  return { home: place, signIn: file === undefined ? NOBODY : `${file.ino}/${file.mtimeMs}/${file.size}` };
}
