import * as vscode from 'vscode';

import type { Disposable } from '../../base/disposable.ts';
import { messageOf } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { Format } from '../../core/format.ts';
import type { Hold } from '../../core/decisions/hold.ts';
import type { GuardedRun } from '../../guard/runs/guardedRun.ts';
import type { RunMeter } from '../../guard/runs/runMeter.ts';
import { askUntilAnswered, tellTooLate } from '../askUntilAnswered.ts';
import type { ActiveRuns } from './activeRuns.ts';
import { heldView } from './heldView.ts';
import { textOfRun } from './runName.ts';
import { askCredits } from './taskQuestions.ts';

const ANSWERED_BY = 'person';

/**
 * Puts the question of a run, under its name, whenever it is held, also where it is already. It comes uninvited, so it
 * is a notification; it also stands in the status bar and the panel until it is answered, and the run waits as long.
 */
export function promptWhenHeld(run: GuardedRun, name: string, runs: ActiveRuns, format: Format, log: Log): void {
  let held: Hold | undefined;
  let question: Disposable | undefined;
  const look = ({ hold, status }: RunMeter): void => {
    const open = status === 'running' && hold?.waitsUntilMs === undefined ? hold : undefined;
    if (open === held) {
      return;
    }
    held = open;
    question?.dispose();
    question =
      open === undefined
        ? undefined
        : runs.ask(() => {
            putQuestion(run, name, open, format).catch((error: unknown) => {
              tellNotRecorded(error, log);
            });
          }, 'hold');
  };
  run.onDidChange(look);
  look(run.meter);
}

async function putQuestion(run: GuardedRun, name: string, hold: Hold, format: Format): Promise<void> {
  const { message, raiseLabel, finishLabel, waitLabel, stopLabel } = heldView(
    { ...run.meter, hold },
    vscode.l10n.t,
    format,
    Date.now(),
  );
  const labels = [raiseLabel, finishLabel, waitLabel, stopLabel].filter((label) => label !== undefined);
  const choice = await askUntilAnswered(textOfRun(name, message), ...labels);
  if (choice === undefined) {
    return;
  }
  if (run.meter.hold !== hold) {
    tellTooLate();
    return;
  }
  switch (choice) {
    case raiseLabel:
      await raise(run, hold);
      break;
    case finishLabel:
      await run.answer({ kind: 'uncap' }, ANSWERED_BY);
      break;
    case waitLabel:
      await run.answer({ kind: 'wait' }, ANSWERED_BY);
      break;
    case stopLabel:
      await run.answer({ kind: 'stop' }, ANSWERED_BY);
      break;
    default:
      break;
  }
}

/** What a button of the panel says to a held run. Never throws: what goes wrong is told. */
export async function answerHeldRun(
  run: GuardedRun | undefined,
  answer: 'raise' | 'uncap' | 'wait',
  log: Log,
): Promise<void> {
  const hold = run?.meter.hold;
  if (run === undefined || hold === undefined) {
    return;
  }
  try {
    await (answer === 'raise' ? raise(run, hold) : run.answer({ kind: answer }, ANSWERED_BY));
  } catch (error) {
    tellNotRecorded(error, log);
  }
}

function tellNotRecorded(error: unknown, log: Log): void {
  log.error('a held run could not be answered', { reason: messageOf(error) });
  void vscode.window.showErrorMessage(vscode.l10n.t('The answer could not be recorded. The run stays held.'));
}

/** Asks by how much, and why; whoever turns away from either leaves the run held. */
async function raise(run: GuardedRun, hold: Hold): Promise<void> {
  const title = vscode.l10n.t('Raise the cap');
  const prompt = vscode.l10n.t('Credits that this run may spend from now on.');
  const by = await askCredits(title, prompt, hold.suggestedRaise);
  if (by === undefined) {
    return;
  }
  const reason = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('Why? It is kept with the decision, and may be left empty.'),
    ignoreFocusOut: true,
  });
  if (reason === undefined) {
    return;
  }
  if (run.meter.hold !== hold) {
    tellTooLate();
    return;
  }
  await run.answer({ kind: 'raise', by }, ANSWERED_BY, reason.trim() === '' ? undefined : reason.trim());
}
