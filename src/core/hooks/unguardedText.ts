import type { Translate } from '../../base/translate.ts';
import { listed } from '../joinTexts.ts';
import type { UnguardedReason } from './unguarded.ts';

/** Why a run was likely not guarded, as a sentence that stands alone. */
export function unguardedText(reason: UnguardedReason, t: Translate): string {
  switch (reason) {
    case 'otherHome':
      return t('Its Codex home has no hooks of ours: install them there, too.');
    case 'needs-review':
      return t('Nobody had trusted the hooks: type “/hooks” in Codex.');
    case 'modified':
      return t('The hooks were others than you trusted: install again, and say yes to trust.');
    case 'disabled':
      return t('Hooks were switched off in Codex.');
    case 'missing':
      return t('Our hooks were taken out of the home’s hooks.json: install again.');
    case 'managed-only':
      return t('Your administrator lets only their own hooks run.');
    case 'loadedBefore':
      return t('Codex had likely loaded its thread before the hooks were trusted: start Codex again.');
    case 'passedOver':
      return t('Hooks were likely switched off for this run, or failed: “codex-guardrails doctor” tells of failures.');
  }
}

/** The same in two or three words. */
function unguardedWord(reason: UnguardedReason, t: Translate): string {
  switch (reason) {
    case 'otherHome':
      return t('other home');
    case 'needs-review':
    case 'modified':
      return t('not trusted');
    case 'disabled':
      return t('hooks disabled');
    case 'missing':
      return t('hooks taken out');
    case 'managed-only':
      return t('managed only');
    case 'loadedBefore':
      return t('thread loaded before');
    case 'passedOver':
      return t('hooks passed over');
  }
}

/** Several runs' reasons with how often each was met, the commonest first. */
export function unguardedWords(reasons: readonly UnguardedReason[], t: Translate): string {
  const counts = new Map<string, number>();
  for (const word of reasons.map((reason) => unguardedWord(reason, t))) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const byCount = [...counts].sort(([, a], [, b]) => b - a);
  return listed(
    byCount.map(([word, count]) => t('{0} {1}', word, count)),
    t,
  );
}
