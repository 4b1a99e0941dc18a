/**
 * Names the decision under which a run of ours goes on, in the environment of its Codex: hooks of the person's own home
 * leave that run to whoever guards it.
 */
export const DECISION_VARIABLE = 'CODEX_GUARDRAILS_DECISION';

export function withDecision(env: NodeJS.ProcessEnv, decisionId: string): NodeJS.ProcessEnv {
  return { ...env, [DECISION_VARIABLE]: decisionId };
}

/**
 * By this the launcher names to what it starts the processes that wait for the answer: Codex, and itself. What is
 * started could not find them by itself any more where Codex has ended since.
 */
export const WAITING_VARIABLE = 'CODEX_GUARDRAILS_WAITING';

/** Where what the launcher has started leaves, in a line, why it has no answer: the launcher notes it down. */
export const REASON_VARIABLE = 'CODEX_GUARDRAILS_REASON_FILE';

/** What an administrator's hooks add to their call, and the launcher to the name of what it spools for them. */
export const MANAGED = 'managed';
