import assert from 'node:assert/strict';

import { inEnglish } from '../../../../src/base/translate.ts';
import { policyPage } from '../../../../src/host/policy/policyPage.ts';

describe('the page of the policy in force', () => {
  it('has each rule with its file', () => {
    const page = policyPage(
      [
        { key: 'paidCredits', says: 'ask', file: undefined },
        { key: 'run.capCredits', says: '50', file: '/home/me/policy.json' },
      ],
      [],
      inEnglish,
    );
    assert.match(
      page,
      /\| paidCredits \| ask \| holds without any file \|\n\| run\.capCredits \| 50 \| \/home\/me\/policy\.json \|/,
    );
  });

  it('begins with what is wrong with a file, and what that means', () => {
    const problem = { file: '/p.json', line: 3, text: '“limit” is not known', isLastGoodInForce: true };
    assert.match(
      policyPage([], [problem], inEnglish),
      /> The last good policy stays in force\. \/p\.json, line 3: “limit” is not known\./,
    );
  });

  it('shows what a repository wrote as text, not as Markdown', () => {
    const rule = { key: 'budgets.[x](command:evil)|', says: '<img src=x>\n# Trust me', file: undefined };
    const page = policyPage([rule], [], inEnglish);
    assert.ok(page.includes(String.raw`| budgets.\[x\]\(command:evil\)\| | \<img src=x\> \# Trust me |`), page);
  });
});
