import * as vscode from 'vscode';

import type { Disposable } from '../../base/disposable.ts';
import { messageOf } from '../../base/errors.ts';
import { oneAtATime } from '../../base/oneAtATime.ts';
import { repeat } from '../../base/timers.ts';
import { isKeptIn, isOfThisMachine } from '../../codex/appServer/keptServer.ts';
import type { LeftRun } from '../../core/usage/leftRun.ts';
import type { RunTaskParts } from './runTaskParts.ts';
import { takeOverTask } from './startTask.ts';

/** A window that is reloaded takes a few seconds to go; nobody tells when it has. */
const LOOK_EVERY_MS = 5_000;

/**
 * Goes on with the runs in this window's folders whose window has gone: after a reload, a run is held or goes on as it
 * was. Of one whose Codex has ended meanwhile, only its hold is left.
 */
export function goOnWithLeftRuns(parts: RunTaskParts): Disposable {
  const look = oneAtATime(async () => {
    const folders = vscode.workspace.workspaceFolders?.map(({ uri }) => uri.fsPath) ?? [];
    await goOnWith(parts, ({ cwd }) => vscode.workspace.isTrusted && folders.includes(cwd));
  });
  const lookNow = (): void => {
    look().catch((error: unknown) => {
      parts.log.warn('runs that were left could not be looked for', { reason: messageOf(error) });
    });
  };
  lookNow();
  return repeat(lookNow, LOOK_EVERY_MS);
}

/** Those of any folder, because the person wants it; how many it has gone on with. */
export async function goOnWithAnyLeftRun(parts: RunTaskParts): Promise<number> {
  return goOnWith(parts, () => vscode.workspace.isTrusted);
}

async function goOnWith(parts: RunTaskParts, isWanted: (run: LeftRun) => boolean): Promise<number> {
  const left = (await parts.ingest.ledger.leftRuns()).filter(({ place }) => isOfThisMachine(place));
  let taken = 0;
  for (const run of left) {
    const hasEnded = !(await isKeptIn(run.place));
    if (hasEnded || isWanted(run)) {
      taken += (await tryToTakeOver(parts, run)) ? 1 : 0;
    }
  }
  return taken;
}

/** One that has ended is settled by this, so that what is left of it can be continued. */
async function tryToTakeOver(parts: RunTaskParts, run: LeftRun): Promise<boolean> {
  try {
    return await takeOverTask(parts, run);
  } catch (error) {
    parts.log.warn('a run that was left has ended', { runId: run.runId, reason: messageOf(error) });
    return false;
  }
}
