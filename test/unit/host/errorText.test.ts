import assert from 'node:assert/strict';

import { GuardError } from '../../../src/base/errors.ts';
import { phrase } from '../../../src/base/phrase.ts';
import { errorText } from '../../../src/host/errorText.ts';
import { spokenIn } from '../../support/l10n/spoken.ts';

const held = new GuardError('ledger.locked', phrase('the ledger is held by another process for too long'), {
  remedy: phrase('Close programs that have opened ledger.sqlite, then try again.'),
});

describe('what is told of a failure', () => {
  for (const [language, text] of [
    [
      undefined,
      'The ledger is held by another process for too long. Close programs that have opened ledger.sqlite, then try again.',
    ],
    [
      'de',
      'Das Journal wird zu lange von einem anderen Prozess festgehalten. Schließen Sie Programme, die ledger.sqlite geöffnet haben, und versuchen Sie es dann erneut.',
    ],
    [
      'ja',
      '台帳が別のプロセスに長く占有されています。ledger.sqlite を開いているプログラムを閉じてから、やり直してください。',
    ],
    ['zh-cn', '账本被另一个进程占用过久。请关闭打开了 ledger.sqlite 的程序，然后重试。'],
  ] as const) {
    it(`is what happened and what to do, in ${language ?? 'English'}`, () =>
      assert.equal(errorText(held, spokenIn(language).t), text));
  }

  it('is what happened, where nothing can be done', () =>
    assert.equal(
      errorText(
        new GuardError('codex.refused', phrase('codex refused {0}: {1}', 'turn/start', 'no')),
        spokenIn('de').t,
      ),
      'Codex hat turn/start abgelehnt: no.',
    ));

  it('is nothing of what nobody expected: that is for the log', () =>
    assert.equal(
      errorText(new Error('x is not a function'), spokenIn().t),
      'Something unexpected happened. The log tells more.',
    ));
});
