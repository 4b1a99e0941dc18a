import { type Phrase, phrase } from '../../../src/base/phrase.ts';
import { issueText } from '../../../src/guard/json/issueText.ts';
import type { Issues } from '../../../src/guard/json/parseWithInput.ts';

/** The first thing wrong with a piece of JSON: its place as a path, and what was expected there. */
export function firstIssue(error: Issues): Phrase {
  const issue = error.issues[0];
  if (issue === undefined) {
    return phrase('it is not valid');
  }
  const words = issueText(issue);
  return issue.path.length === 0 ? words : phrase('“{0}”: {1}', issue.path.join('.'), words);
}
