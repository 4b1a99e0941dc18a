import * as vscode from 'vscode';

import type { LeftHold } from '../../core/decisions/hold.ts';
import type { LeftRun } from '../../core/usage/leftRun.ts';
import { askUntilAnswered, tellTooLate } from '../askUntilAnswered.ts';
import type { StateStore } from '../stateStore.ts';
import { leftHoldLabel, leftHoldText } from './leftHoldView.ts';
import { goOnWithAnyLeftRun } from './leftRuns.ts';
import { runName, textOfRun } from './runName.ts';
import { continueTask } from './runTask.ts';
import type { RunTaskParts } from './runTaskParts.ts';
import { takeOverTask } from './startTask.ts';

/** `Continue Held Run…`: one that waits for a window says so itself; of several others, the person picks one. */
export async function continueHeldRun(store: StateStore, parts: RunTaskParts): Promise<void> {
  const { format, ingest, openSection, log } = parts;
  const takeOver = (run: LeftRun) => takeOverTask(parts, run);
  if ((await goOnWithAnyLeftRun({ ingest, format, takeOver, openSection, log })) > 0) {
    return;
  }
  const holds = store.state.usage?.leftHolds ?? [];
  const items = holds.map((hold) => ({ label: leftHoldLabel(hold, vscode.l10n.t, format, Date.now()), hold }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No run waits to be continued.'));
    return;
  }
  const title = vscode.l10n.t('Continue a held run');
  const picked = items.length === 1 ? items[0] : await vscode.window.showQuickPick(items, { title });
  if (picked !== undefined) {
    await goOn(picked.hold, parts);
  }
}

/** Asks whether a run that was held goes on; it stays a question until it is answered. */
export async function askAboutHold(hold: LeftHold, parts: RunTaskParts): Promise<void> {
  const goOnLabel = vscode.l10n.t('Continue');
  const stopLabel = vscode.l10n.t('Stop');
  const words = parts.runs.texts.take(await questionText(hold, parts));
  const choice = await askUntilAnswered(words.text, goOnLabel, stopLabel).finally(() => {
    words.dispose();
  });
  if (choice === goOnLabel) {
    await goOn(hold, parts);
  } else if (choice === stopLabel && !(await isLeft(hold, parts))) {
    tellTooLate();
  } else if (choice === stopLabel) {
    const { cap, runId } = hold;
    const answer = { kind: 'stop', cap, reason: undefined, answeredBy: 'person', answeredAtMs: Date.now() } as const;
    await parts.ingest.ledger.answerHold(runId, answer);
  }
}

async function questionText(hold: LeftHold, { ingest, format }: RunTaskParts): Promise<string> {
  const title = (await ingest.titles([hold.runId]))[hold.runId];
  const text = leftHoldText(hold, vscode.l10n.t, format);
  return title === undefined ? text : textOfRun(runName(title, vscode.l10n.t), text);
}

/** Another window may have been quicker. */
async function goOn(hold: LeftHold, parts: RunTaskParts): Promise<void> {
  if (await isLeft(hold, parts)) {
    await continueTask(parts, hold);
  } else {
    tellTooLate();
  }
}

async function isLeft({ runId }: LeftHold, { ingest }: RunTaskParts): Promise<boolean> {
  return (await ingest.ledger.leftHolds()).some((left) => left.runId === runId);
}
