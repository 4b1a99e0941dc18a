import type { Issues } from './parseInWords.ts';

/** The first thing wrong with a piece of JSON: its place as a path, and what was expected there. */
export function firstIssue(error: Issues): string {
  const issue = error.issues[0];
  if (issue === undefined) {
    return 'it is not valid';
  }
  const place = issue.path.length === 0 ? '' : `“${issue.path.join('.')}”: `;
  return `${place}${issue.message}`;
}
