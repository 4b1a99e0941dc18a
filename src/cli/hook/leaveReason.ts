import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { REASON_VARIABLE } from '../../codex/hooks/hookVariables.ts';

const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;

/** Says why a hook has no answer: to Codex, and to the launcher, which notes it where people look. */
export function leaveReason(reason: string): void {
  const line = reason.replaceAll(/\s+/g, ' ').trim();
  process.stderr.write(`codex-guardrails: ${line}.\n`);
  const file = process.env[REASON_VARIABLE];
  if (file === undefined) {
    return;
  }
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: PRIVATE_FOLDER });
    writeFileSync(file, `${line}\n`, { mode: PRIVATE_FILE });
  } catch {
    // Where nothing can be written, the launcher cannot note it either; the window says so of the ledger.
  }
}
