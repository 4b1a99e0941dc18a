import { type Disposable, DisposableStore, toDisposable } from '../../base/disposable.ts';
import { messageOf } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { oneAtATime } from '../../base/oneAtATime.ts';
import { repeat } from '../../base/timers.ts';
import type { Approval } from '../../core/decisions/approval.ts';
import type { Format } from '../../core/format.ts';
import type { IngestClient } from '../../ingest/ingestClient.ts';
import type { ActiveRuns } from '../runs/activeRuns.ts';
import type { AskingWindow } from './askingWindow.ts';
import { hookQuestionView } from './hookQuestionView.ts';

/** So often a window says that it is there; also what a process asked that has gone is then no question any more. */
const HEARTBEAT_MS = 60_000;
const ANSWERED_BY = 'person';

/** What questions need of the window. */
interface HookQuestionParts {
  readonly ingest: Pick<IngestClient, 'ledger' | 'onDidChange'>;
  readonly runs: Pick<ActiveRuns, 'ask'>;
  readonly format: Format;
  readonly homeFolder: string;
  readonly window: AskingWindow;
  readonly log: Log;
}

/**
 * Puts the questions of Codex's hooks that are meant for this window: a hook asks the window that had the focus last.
 * One that closes, or is reloaded, leaves its questions to another. Each stays until it is answered, here or elsewhere,
 * and also stands in the status bar.
 */
export function askForHooks(parts: HookQuestionParts): Disposable {
  const { ingest, window, log } = parts;
  const windowId = window.id;
  const store = new DisposableStore();
  const failed = (error: unknown): void => {
    log.warn('the hooks’ questions could not be looked after', { reason: messageOf(error) });
  };
  const put = new Map<string, Disposable>();
  const look = oneAtATime(async () => {
    await ingest.ledger.handOverQuestions(Date.now());
    const open = await ingest.ledger.openApprovals(Date.now());
    await putNew(
      open.filter((approval) => approval.windowId === windowId),
      put,
      parts,
    );
  });
  const note = (): void => {
    ingest.ledger.noteWindow(windowId, window.isFocused(), Date.now()).then(look).catch(failed);
  };
  note();
  store.add(repeat(note, HEARTBEAT_MS));
  store.add(window.onDidChangeFocus(note));
  store.add(ingest.onDidChange(() => void look().catch(failed)));
  store.add(
    toDisposable(() => {
      put.forEach((question) => {
        question.dispose();
      });
      ingest.ledger.forgetWindow(windowId).catch(() => undefined);
    }),
  );
  return store;
}

/** Questions that are no longer open are put away; a notification of one says so when it is answered too late. */
async function putNew(
  open: readonly Approval[],
  put: Map<string, Disposable>,
  parts: HookQuestionParts,
): Promise<void> {
  for (const [id, question] of put) {
    if (!open.some((approval) => approval.id === id)) {
      question.dispose();
      put.delete(id);
    }
  }
  for (const approval of open.filter(({ id }) => !put.has(id))) {
    if (approval.kind === 'refusal') {
      await tellRefusal(approval, parts);
    } else {
      put.set(
        approval.id,
        parts.runs.ask(() => {
          putQuestion(approval, parts).catch((error: unknown) => {
            parts.log.error('a hook’s question could not be answered', { reason: messageOf(error) });
            parts.window.tell('error', parts.window.t('The answer could not be recorded.'));
          });
        }),
      );
    }
  }
}

/** What is told is claimed first, so that it is told once. */
async function tellRefusal(
  approval: Approval,
  { ingest, format, homeFolder, window }: HookQuestionParts,
): Promise<void> {
  const told = { state: 'denied', credits: undefined, answeredBy: 'policy' } as const;
  if (await ingest.ledger.answerApproval(approval.id, told, Date.now())) {
    const { message } = hookQuestionView(approval, window.t, format, homeFolder, Date.now());
    window.tell('warning', message);
  }
}

async function putQuestion(
  approval: Approval,
  { ingest, format, homeFolder, window }: HookQuestionParts,
): Promise<void> {
  const view = hookQuestionView(approval, window.t, format, homeFolder, Date.now());
  const labels = [view.yesLabel, view.noLabel].filter((label) => label !== undefined);
  const choice = await window.ask(view.message, labels);
  if (choice === undefined) {
    return;
  }
  const state = choice === view.yesLabel ? 'approved' : 'denied';
  const answer = { state, credits: undefined, answeredBy: ANSWERED_BY } as const;
  if (!(await ingest.ledger.answerApproval(approval.id, answer, Date.now()))) {
    window.tell('information', window.t('It has been answered elsewhere, or waits no longer.'));
  }
}
