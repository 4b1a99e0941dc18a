import { chmodSync, promises as files, mkdirSync } from 'node:fs';

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
    throw unwritable(folder, error);
  }
}

/** The same where nobody may wait for a disk. */
export async function ensurePrivateFolderAsync(folder: string): Promise<void> {
  try {
    await files.mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
    if (process.platform !== 'win32') {
      await files.chmod(folder, PRIVATE_FOLDER);
    }
  } catch (error) {
    throw unwritable(folder, error);
  }
}

function unwritable(folder: string, cause: unknown): GuardError {
  return new GuardError(
    'ledger.unwritable',
    phrase('the data folder {0} cannot be written: {1}', folder, messageOf(cause)),
    {
      remedy: phrase('Give your user the right to write there, or set CODEX_GUARDRAILS_HOME to another folder.'),
      cause,
    },
  );
}
