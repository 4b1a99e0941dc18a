import { renameSync, statSync } from 'node:fs';
import path from 'node:path';

const FAILURES = 'failures';
const MOST_FAILURES_BYTES = 256 * 1024;

/** The launcher adds a line to a file in `spool` for each call that was not answered. Of very many, the last ones say enough. */
export function boundHookFailures(spoolFolder: string): void {
  const file = path.join(spoolFolder, FAILURES);
  try {
    if (statSync(file).size > MOST_FAILURES_BYTES) {
      renameSync(file, `${file}.before`);
    }
  } catch {
    // There were none, or another process has just put them aside.
  }
}
