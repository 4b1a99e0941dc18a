import { chmodSync, mkdirSync } from 'node:fs';

import { GuardError, messageOf } from '../base/errors.ts';
import { phrase } from '../base/phrase.ts';

const PRIVATE_FOLDER = 0o700;

/** Makes a folder that only its owner can look into, also where it was there with wider rights. */
export function ensurePrivateFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER });
    if (process.platform !== 'win32') {
      chmodSync(folder, PRIVATE_FOLDER);
    }
  } catch (error) {
    const said = phrase('the data folder {0} cannot be written: {1}', folder, messageOf(error));
    throw new GuardError('ledger.unwritable', said, {
      remedy: phrase('Give your user the right to write there, or set CODEX_GUARDRAILS_HOME to another folder.'),
      cause: error,
    });
  }
}
