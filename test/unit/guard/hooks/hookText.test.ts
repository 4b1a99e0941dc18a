import assert from 'node:assert/strict';

import { inEnglish } from '../../../../src/base/translate.ts';
import { askedText, heldText } from '../../../../src/guard/hooks/hookText.ts';

describe('what is said at the terminal of a run in Codex', () => {
  it('while a window asks whether it may start is so, and how to answer here', () =>
    assert.equal(
      askedText('abc234', inEnglish),
      'Codex Guardrails: VS Code asks you whether this may start. “codex-guardrails approvals approve abc234” in another terminal answers it, too.',
    ));

  for (const [where, asked, expected] of [
    ['a window asks', { id: 'abc234', windowId: 'w' }, /VS Code asks you about it\. .*approve abc234/],
    ['no window is open', { id: 'abc234', windowId: undefined }, /To let it go on, call .*approve abc234/],
    ['nobody may raise it', undefined, /held at its limit\.$/],
  ] as const) {
    it(`while it is held, where ${where}, is what can be done`, () =>
      assert.match(heldText(asked, inEnglish), expected));
  }
});
