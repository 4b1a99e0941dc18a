/** Every failure that we expect and act upon, by name. */
export type GuardErrorCode =
  | 'cancelled'
  | 'codex.exited'
  | 'codex.notFound'
  | 'codex.protocol'
  | 'codex.refused'
  | 'codex.timeout'
  | 'hooks.invalid'
  | 'hook.unreadable'
  | 'input.invalid'
  | 'input.noPerson'
  | 'ledger.damaged'
  | 'ledger.locked'
  | 'ledger.schemaTooNew'
  | 'ledger.unwritable'
  | 'policy.invalid'
  | 'policy.refused'
  | 'rateCard.invalid'
  | 'rateCard.ownPrice'
  | 'worker.exited';

/** An expected failure. `message` says what happened and why, `remedy` what the person can do about it. */
export class GuardError extends Error {
  override readonly name = 'GuardError';
  readonly code: GuardErrorCode;
  readonly remedy: string | undefined;

  constructor(code: GuardErrorCode, message: string, options: { remedy?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.remedy = options.remedy;
  }

  static is(error: unknown, code?: GuardErrorCode): error is GuardError {
    return error instanceof GuardError && (code === undefined || error.code === code);
  }
}

/** The text of whatever was thrown, for a log or a last-resort message. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
