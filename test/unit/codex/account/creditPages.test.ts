import assert from 'node:assert/strict';

import { creditsWays } from '../../../../src/codex/account/creditPages.ts';

const ADMIN = 'https://chatgpt.com/admin/billing?codex_credit_action=add_credits';

for (const [planType, reachedType, expected] of [
  ['free', undefined, ['https://chatgpt.com/explore/plus']],
  ['go', 'window', ['https://chatgpt.com/explore/plus']],
  ['plus', undefined, ['https://chatgpt.com/settings/usage']],
  ['pro', 'window', ['https://chatgpt.com/settings/usage']],
  ['business', undefined, [ADMIN, 'credits']],
  ['business', 'ownerCredits', [ADMIN]],
  ['business', 'memberCredits', ['credits']],
  ['enterprise', 'memberLimit', ['usage_limit']],
  ['a plan of tomorrow', undefined, [ADMIN, 'credits']],
  [undefined, undefined, [ADMIN, 'credits']],
] as const) {
  it(`more credits, ${planType ?? 'plan unknown'}, ${reachedType ?? 'nothing reached'}: ${expected.join(', then ')}`, () => {
    const ways = creditsWays({ planType, reachedType });
    assert.deepEqual(
      ways.map((way) => (way.kind === 'page' ? way.url : way.creditType)),
      expected,
    );
  });
}
