import { messageOf } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { type ApprovalAnswer, type ApprovalRequest, parseApproval } from './approvals.ts';
import type { AppServerNotification } from './notifications.ts';

/** Has what Codex asks in a run answered. */
export class Approver {
  readonly #ask: (request: ApprovalRequest) => Promise<ApprovalAnswer>;
  readonly #log: Log;
  /** The files of changes under way, by their items: who asks about one does not name them again. */
  readonly #changing = new Map<string, readonly string[]>();

  constructor(ask: (request: ApprovalRequest) => Promise<ApprovalAnswer>, log: Log) {
    this.#ask = ask;
    this.#log = log;
  }

  /** To be told all that Codex tells, before what it asks later. */
  note(notification: AppServerNotification): void {
    if (notification.kind === 'filesChange') {
      this.#changing.set(notification.itemId, notification.files);
    } else if (notification.kind === 'itemCompleted' && notification.itemId !== undefined) {
      this.#changing.delete(notification.itemId);
    }
  }

  /** The answer to a message of Codex's; undefined where it asks for something else. It never rejects. */
  async answer(message: unknown): Promise<ApprovalAnswer | undefined> {
    const request = parseApproval(message);
    try {
      return request && (await this.#ask(this.#withFiles(request)));
    } catch (error) {
      this.#log.error('an approval could not be asked for', { error: messageOf(error) });
      return 'cancel';
    }
  }

  #withFiles(request: ApprovalRequest): ApprovalRequest {
    return request.kind === 'fileChange'
      ? { ...request, files: this.#changing.get(request.itemId ?? '') ?? [] }
      : request;
  }
}
