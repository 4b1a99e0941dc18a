import type { DatabaseSync } from 'node:sqlite';

import { namingFailures } from '../database.ts';
import type { SharedCall } from './hookCalls.ts';

/** A call has been answered by a process: another hook that comes late to the same prompt need not. */
export function endHookCall(db: DatabaseSync, { event, turnId }: SharedCall, pid: number): void {
  namingFailures(() =>
    db
      .prepare('UPDATE hook_calls SET is_answered = 1 WHERE event = ? AND turn_id = ? AND pid = ?')
      .run(event, turnId, pid),
  );
}
