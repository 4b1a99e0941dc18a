/** A call of a hook that nothing answered: Codex went on without us, or stood still, as the policy says. */
export interface HookFailure {
  readonly atMs: number;
  /** The moment of the run at which Codex called. */
  readonly event: string;
  /** Why, in English: it comes from beneath all windows. */
  readonly reason: string;
}

const SECOND_MS = 1_000;

/** Whether hooks have been answered again after a failure, which is noted down to the second. */
export function isAnsweredSince({ atMs }: HookFailure, lastAnswerAtMs: number | undefined): boolean {
  return lastAnswerAtMs !== undefined && lastAnswerAtMs >= atMs + SECOND_MS;
}
