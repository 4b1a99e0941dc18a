import type { Translate } from '../../base/translate.ts';
import type { Approval, ApprovalPlace } from '../../core/decisions/approval.ts';
import { estimateText } from '../../core/estimate/estimateText.ts';
import { findingText } from '../../core/decisions/findingText.ts';
import type { Format } from '../../core/format.ts';
import { listed, sentences } from '../../core/joinTexts.ts';
import { runLabel } from '../runs/runLabel.ts';
import { shortPath } from '../shortPath.ts';

/** A question of a hook: its words, and its buttons. A refusal has none. */
interface HookQuestionView {
  readonly message: string;
  readonly yesLabel: string | undefined;
  readonly noLabel: string | undefined;
}

/** Says where Codex asks, what the run will likely cost, and what speaks against it. */
export function hookQuestionView(
  { id, kind, place, question }: Approval,
  t: Translate,
  format: Format,
  homeFolder: string,
  nowMs: number,
): HookQuestionView {
  const { estimate, findings, cap, spent } = question;
  const reasons = findings.map((finding) => findingText(finding, t, format, nowMs));
  // Of two notifications with the same words, VS Code keeps one: a question's has its id.
  const where = placeText(place, kind === 'refusal' ? undefined : id, t, homeFolder);
  switch (kind) {
    case 'refusal':
      return {
        message: sentences(t('{0} was not let start.', where), ...reasons),
        yesLabel: undefined,
        noLabel: undefined,
      };
    case 'prompt':
      return {
        message: sentences(t('{0} asks to start.', where), estimateText(estimate, t, format), ...reasons),
        yesLabel: runLabel(cap, t, format),
        noLabel: t('Do Not Run'),
      };
    case 'hold': {
      const after = spent === undefined ? undefined : t('It has spent {0} credits.', format.credits(spent));
      return {
        message: sentences(t('{0} is held.', where), after, ...reasons),
        yesLabel: cap === undefined ? t('Let It Go On') : t('Go On, at most {0}', format.limit(cap)),
        noLabel: t('Stop'),
      };
    }
  }
}

function placeText(
  { surface, terminal, folder }: ApprovalPlace,
  id: string | undefined,
  t: Translate,
  homeFolder: string,
): string {
  const at = terminal === undefined ? surface : t('{0} at {1}', surface, terminal);
  return t('Codex in {0} ({1})', shortPath(folder, homeFolder), listed([at, id ?? ''], t));
}
