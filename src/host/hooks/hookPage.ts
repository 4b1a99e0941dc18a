import type { Translate } from '../../base/translate.ts';
import type { PlanSection } from '../../core/hooks/hookPlanText.ts';
import { escapeMarkdown } from '../escapeMarkdown.ts';

/** What is written so that all Codex runs are guarded, as a page of Markdown: each text, and what it says to the letter. */
export function hookPage(sections: readonly PlanSection[], t: Translate): string {
  const parts = sections.map(({ text, written }) => {
    const lines = text.split('\n').map((line) => escapeMarkdown(line));
    return [lines.join('  \n'), ...(written === '' ? [] : [fenced(written.trimEnd())])].join('\n\n');
  });
  return [`# ${t('Guard all Codex runs')}`, ...parts].join('\n\n') + '\n';
}

/** A fence that is longer than any within. */
function fenced(text: string): string {
  const longest = (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 2);
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${text}\n${fence}`;
}
