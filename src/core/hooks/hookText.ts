import type { Translate } from '../../base/translate.ts';
import type { Format } from '../format.ts';
import type { HookFailure } from './hookFailure.ts';
import { type HookEvent, type HookState, type HookStatus, hooksAtWork } from './hookStatus.ts';
import { sentences } from '../joinTexts.ts';

/** What a state means, in a word or two. */
export function hookStateText(state: HookState, t: Translate): string {
  switch (state) {
    case 'active':
      return t('active');
    case 'needs-review':
      return t('needs review');
    case 'disabled':
      return t('disabled');
    case 'modified':
      return t('modified');
    case 'missing':
      return t('missing');
    case 'managed-only':
      return t('managed only');
  }
}

/** The one step that mends a state; empty where there is nothing to mend. */
export function hookStepText(state: HookState, t: Translate): string {
  switch (state) {
    case 'active':
      return '';
    case 'needs-review':
      return t(
        'Codex passes hooks over until you trust them: type “/hooks” in Codex, or install again and say yes to trust.',
      );
    case 'disabled':
      return t('Hooks are switched off in Codex: type “/hooks” there, or remove “hooks = false” from its config.toml.');
    case 'modified':
      return t('A hook is another one than you trusted: install again, look at it, and say yes to trust.');
    case 'missing':
      return t('A hook is missing in the file: install again.');
    case 'managed-only':
      return t(
        'Your administrator lets only their own hooks run. “codex-guardrails hooks print-managed” prints what they need.',
      );
  }
}

/** How far runs that are started elsewhere are guarded; undefined where no hooks are known. */
export function hooksTitle(hooks: readonly HookStatus[], t: Translate): string | undefined {
  switch (hooksAtWork(hooks)) {
    case undefined:
      return undefined;
    case 'all':
      return t('All Codex runs are guarded.');
    case 'some':
      return t('Codex runs are guarded in part.');
    case 'none':
      return t('Codex runs that are started elsewhere are not guarded.');
  }
}

/** The one step that is next to guard all runs; empty where all are. */
export function hooksStep(hooks: readonly HookStatus[], t: Translate): string {
  const lame = hooks.find(({ state }) => state !== 'active');
  return lame === undefined ? '' : hookStepText(lame.state, t);
}

/** Both. */
export function hooksText(hooks: readonly HookStatus[], t: Translate): string | undefined {
  const title = hooksTitle(hooks, t);
  return title === undefined ? undefined : sentences(title, hooksStep(hooks, t));
}

/** That hooks are not answered, in a sentence. */
export function failureTitle(t: Translate): string {
  return t('The guard of Codex runs does not work.');
}

/** When and why a hook was not answered, what comes of it, and what mends it. */
export function failureText({ atMs, event, reason }: HookFailure, t: Translate, format: Format, nowMs: number): string {
  return sentences(
    t('Codex called the hook {0} at {1}, and nothing answered: {2}.', event, format.instant(atMs, nowMs), reason),
    t(
      'Until one is answered, runs that are started elsewhere go on unguarded, or stand still where your policy says so.',
    ),
    t('Install the hooks again if it does not pass: that writes anew what they start.'),
  );
}

/** What a hook is for. */
export function hookPurposeText(event: HookEvent, t: Translate): string {
  switch (event) {
    case 'UserPromptSubmit':
      return t('before a prompt is sent: says what it will cost, and asks or refuses where your policy says so');
    case 'PreModelRequest':
      return t('before each request: holds a run at its cap, or where a budget is used up');
    case 'PreCompact':
      return t('before Codex sums a thread up, which is a request of its own: the same');
    case 'PostModelRequest':
      return t('after each request: notes what it used');
  }
}
