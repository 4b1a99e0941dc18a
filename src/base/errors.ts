import { type Said, saidInEnglish } from './phrase.ts';

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

/**
 * An expected failure. `said` tells what happened and why, `remedySaid` what the person can do about it; `message` and
 * `remedy` are the same in English.
 */
export class GuardError extends Error {
  override readonly name = 'GuardError';
  readonly code: GuardErrorCode;
  readonly said: Said;
  readonly remedySaid: Said | undefined;

  constructor(code: GuardErrorCode, said: Said, options: { remedy?: Said; cause?: unknown } = {}) {
    super(saidInEnglish(said), options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.said = said;
    this.remedySaid = options.remedy;
  }

  get remedy(): string | undefined {
    return this.remedySaid === undefined ? undefined : saidInEnglish(this.remedySaid);
  }

  static is(error: unknown, code?: GuardErrorCode): error is GuardError {
    return error instanceof GuardError && (code === undefined || error.code === code);
  }
}

/** The text of whatever was thrown, for a log or a last-resort message. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What whatever was thrown says, for a person; only of expected failures there are translations. */
export function saidBy(error: unknown): Said {
  return GuardError.is(error) ? error.said : messageOf(error);
}
