import { inWords } from '../../base/phrase.ts';
import type { Translate } from '../../base/translate.ts';
import { sentences } from '../../core/joinTexts.ts';
import type { PolicyRule } from '../../core/policy/policyText.ts';
import type { PolicyProblem } from '../../guard/policy/loadPolicy.ts';

/** The rules in force as a page of Markdown: what is wrong with the files first, then each rule with its file. */
export function policyPage(rules: readonly PolicyRule[], problems: readonly PolicyProblem[], t: Translate): string {
  const rows = rules.map(({ key, says, file }) => row([key, says, file ?? t('holds without any file')]));
  return [
    `# ${t('The policy in force')}`,
    ...problems.map((problem) => `> ${problemText(problem, t)}`),
    [row([t('Rule'), t('Says'), t('From')]), '| --- | --- | --- |', ...rows].join('\n'),
    t('Where files differ, the strictest holds. A workspace’s file can only tighten.'),
  ].join('\n\n');
}

function problemText({ file, line, text, isLastGoodInForce }: PolicyProblem, t: Translate): string {
  const consequence = isLastGoodInForce ? t('The last good policy stays in force.') : t('Every run is asked about.');
  return sentences(consequence, plain(t('{0}, line {1}: {2}.', file, line, inWords(text, t))));
}

function row(cells: readonly string[]): string {
  return `| ${cells.map(plain).join(' | ')} |`;
}

/** What files say is text, never Markdown or HTML of theirs. */
function plain(text: string): string {
  return text.replaceAll(/[\r\n]+/g, ' ').replaceAll(/[\\`*_{}[\]<>()#!|~&]/g, '\\$&');
}
