import type { Decision } from '../../core/decisions/decide.ts';

/**
 * Whether all that makes a policy ask about a run has stood before the person, beside a cap that was no lower than the
 * one that holds now: then the button was the answer.
 */
export function wasShown(decision: Decision, shown: Decision | undefined): boolean {
  if (shown === undefined) {
    return false;
  }
  const known = new Set(questions(shown));
  return isNoHigher(decision.cap, shown.cap) && questions(decision).every((question) => known.has(question));
}

function questions({ findings }: Decision): readonly string[] {
  return findings
    .filter(({ effect }) => effect === 'confirm')
    .map(({ ruleId, file, reason }) => JSON.stringify([ruleId, file, reason.kind]));
}

function isNoHigher(cap: Decision['cap'], shown: Decision['cap']): boolean {
  return shown === undefined || (cap !== undefined && cap <= shown);
}
