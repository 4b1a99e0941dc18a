import * as vscode from 'vscode';

import type { Disposable } from '../../base/disposable.ts';
import { GuardError, messageOf } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { oneAtATime } from '../../base/oneAtATime.ts';
import { repeat } from '../../base/timers.ts';
import type { Format } from '../../core/format.ts';
import type { LeftRun } from '../../core/usage/leftRun.ts';
import type { IngestClient } from '../../ingest/ingestClient.ts';
import { openFolders } from '../openFolders.ts';
import type { OpenSection } from '../openSection.ts';
import { endedRunText } from './leftHoldView.ts';
import { runName, textOfRun } from './runName.ts';

/** A window that is reloaded takes a few seconds to go; nobody tells when it has. */
const LOOK_EVERY_MS = 5_000;

/** What is needed to go on with runs. */
interface LeftRunParts {
  readonly ingest: IngestClient;
  readonly format: Format;
  /** Goes on with one. False: another window was quicker. */
  readonly takeOver: (run: LeftRun) => Promise<boolean>;
  readonly openSection: OpenSection;
  readonly log: Log;
}

/**
 * Goes on with the runs in this window's folders whose window has gone: after a reload, a run is held or goes on as it
 * was. Of one whose Codex has ended meanwhile, only its hold is left.
 */
export function goOnWithLeftRuns(parts: LeftRunParts): Disposable {
  const look = oneAtATime(async () => {
    const folders = openFolders();
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
export async function goOnWithAnyLeftRun(parts: LeftRunParts): Promise<number> {
  return goOnWith(parts, () => vscode.workspace.isTrusted);
}

async function goOnWith(parts: LeftRunParts, isWanted: (run: LeftRun) => boolean): Promise<number> {
  const left = await parts.ingest.ledger.leftRuns();
  if (left.length === 0) {
    return 0;
  }
  const { isKeptIn, isOfThisMachine } = await import('../../codex/appServer/keptServer.ts');
  let taken = 0;
  for (const run of left.filter(({ place }) => isOfThisMachine(place))) {
    const hasEnded = !(await isKeptIn(run.place));
    if (hasEnded || isWanted(run)) {
      taken += (await tryToTakeOver(parts, run)) ? 1 : 0;
    }
  }
  return taken;
}

/** One that has ended is settled by this, so that what is left of it can be continued, and told. */
async function tryToTakeOver(parts: LeftRunParts, run: LeftRun): Promise<boolean> {
  try {
    return await parts.takeOver(run);
  } catch (error) {
    parts.log.warn('a run that was left has ended', { runId: run.runId, reason: messageOf(error) });
    // Of one that was held, its question tells.
    if (run.hold === undefined && GuardError.is(error) && error.code.startsWith('codex.')) {
      tellEnd(run, parts).catch((failure: unknown) => {
        parts.log.warn('the end of a run that was left could not be told', { reason: messageOf(failure) });
      });
    }
    return false;
  }
}

async function tellEnd({ runId, subject }: LeftRun, { ingest, format, openSection }: LeftRunParts): Promise<void> {
  await ingest.ingest();
  const spent = (await ingest.ledger.run(runId))?.credits;
  const show = vscode.l10n.t('Show Runs');
  const title = (await ingest.titles([runId]))[runId];
  const ended = endedRunText(subject.workspace, spent, vscode.l10n.t, format);
  const text = title === undefined ? ended : textOfRun(runName(title, vscode.l10n.t), ended);
  void vscode.window.showWarningMessage(text, show).then((choice) => {
    if (choice === show) {
      openSection('runs');
    }
  });
}
