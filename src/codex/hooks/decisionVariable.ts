/**
 * Names the decision under which a run of ours goes on, in the environment of its Codex: hooks of the person's own home
 * leave that run to whoever guards it.
 */
export const DECISION_VARIABLE = 'CODEX_GUARDRAILS_DECISION';

export function withDecision(env: NodeJS.ProcessEnv, decisionId: string): NodeJS.ProcessEnv {
  return { ...env, [DECISION_VARIABLE]: decisionId };
}
