import assert from 'node:assert/strict';

import { inEnglish } from '../../../../src/base/translate.ts';
import { estimateText, reasonText, reasonTexts } from '../../../../src/core/estimate/estimateText.ts';
import { Format } from '../../../../src/core/format.ts';
import type { RateLimitWindow, WalletSnapshot, WalletState } from '../../../../src/core/wallet/wallet.ts';
import { bindingText } from '../../../../src/core/wallet/walletText.ts';
import { nextRunText } from '../../../../src/core/wallet/nextRunText.ts';
import { windowName } from '../../../../src/core/wallet/windowText.ts';
import { NOW_MS, credits, estimate, limitWindow, snapshot, unpricedEstimate, wallet } from '../../make.ts';

const format = new Format(inEnglish, 'en-US', 'UTC');
const full = [limitWindow(100)];

describe('the name of a window', () => {
  const names: readonly (readonly [window: Partial<RateLimitWindow>, name: string])[] = [
    [{ windowMinutes: 300 }, '5-hour window'],
    [{ windowMinutes: 299 }, '5-hour window'],
    [{ windowMinutes: 1440 }, '1-day window'],
    [{ windowMinutes: 10_080 }, 'Weekly window'],
    [{ windowMinutes: 43_200 }, '30-day window'],
    [{ windowMinutes: undefined }, 'Window'],
    [{ windowMinutes: 15 }, 'Window'],
    [{ limitId: 'gpt-reserve', name: 'Luna Reserve' }, 'Luna Reserve, 5-hour window'],
    [{ limitId: 'gpt-reserve' }, 'gpt-reserve, 5-hour window'],
  ];
  for (const [change, name] of names) {
    it(`is “${name}”`, () => assert.equal(windowName(limitWindow(10, change), inEnglish), name));
  }
});

describe('what binds, in words', () => {
  const sentences: readonly (readonly [seen: Partial<WalletSnapshot>, title: string, text: string])[] = [
    [{}, 'Nothing binds.', 'Runs draw on the included allowance.'],
    [{ windows: [] }, 'Nothing binds.', 'Runs draw on your credits.'],
    [{ windows: full }, 'The 5-hour window is used up until 13:00.', 'Until then, runs draw on your credits.'],
    [
      { windows: full, balance: credits(0), hasCredits: false },
      'No credits are left.',
      'Included use returns at 13:00.',
    ],
    [{ windows: [], balance: credits(0) }, 'No credits are left.', 'Runs need more credits.'],
    [{ reachedType: 'memberCredits' }, 'The workspace is out of credits.', 'Its owner can add some.'],
    [{ reachedType: 'ownerCredits' }, 'The workspace is out of credits.', 'You can add some as its owner.'],
    [{ spendControlReached: true }, 'A spending limit of the workspace is reached.', 'An administrator can raise it.'],
    [
      { individualLimit: { limit: credits(5), used: credits(5), resetsAtMs: NOW_MS + 60_000 } },
      'Your limit of 5 credits in the workspace is reached.',
      'It resets at 12:01.',
    ],
    [
      { individualLimit: { limit: credits(5), used: credits(5), resetsAtMs: undefined } },
      'Your limit of 5 credits in the workspace is reached.',
      '',
    ],
    [
      { windows: full, individualLimit: { limit: credits(500), used: credits(125.5), resetsAtMs: undefined } },
      'The 5-hour window is used up until 13:00.',
      'Until then, runs draw on the workspace’s credits: 374.50 of your 500 are left.',
    ],
    [
      { windows: full, individualLimit: { limit: credits(500), used: credits(600), resetsAtMs: NOW_MS - 1 } },
      'The 5-hour window is used up until 13:00.',
      'Until then, runs draw on the workspace’s credits.',
    ],
    [
      { windows: full, unlimited: true, balance: undefined },
      'The 5-hour window is used up until 13:00.',
      'Until then, runs draw on credits, of which you have no limit.',
    ],
    [
      { windows: full, resetCredits: 1 },
      'The 5-hour window is used up until 13:00.',
      'Until then, runs draw on your credits. You have one reset that starts the allowance anew.',
    ],
    [
      { windows: full, balance: credits(-3.25), resetCredits: 2 },
      'Your balance is 3.25 credits below zero.',
      'Included use returns at 13:00. You have 2 resets that start the allowance anew.',
    ],
    [
      { windows: full, balance: credits(50), hasCredits: false },
      'Your 50.00 credits may not be used.',
      'Included use returns at 13:00.',
    ],
    [{ windows: [], unlimited: true, balance: undefined }, 'Nothing binds.', 'Your credits are unlimited.'],
    [{ windows: [], balance: undefined }, 'Which limit binds is not known.', 'Codex did not say.'],
    [
      { ordinaryUsageAllowed: false, balance: credits(50), hasCredits: false },
      'Codex refuses use, and does not say why.',
      '50.00 credits are there, but may not be used.',
    ],
    [{ ordinaryUsageAllowed: false, balance: credits(0) }, 'Codex refuses use, and does not say why.', ''],
    [{ ordinaryUsageAllowed: false }, 'Codex refuses the included allowance, and does not say why.', ''],
  ];
  for (const [seen, title, text] of sentences) {
    it(`${title} ${text}`, () =>
      assert.deepEqual(bindingText(snapshot(seen), inEnglish, format, NOW_MS), { title, text }));
  }
});

describe('what the next run draws on', () => {
  const limit = { limit: credits(500), used: credits(5), resetsAtMs: undefined };
  const sentences: readonly (readonly [state: WalletState, sentence: string])[] = [
    [wallet(), 'The next run draws on the included allowance: none of its windows is used up.'],
    [wallet({ windows: full }), 'The next run draws on purchased credits: the 5-hour window is used up.'],
    [
      wallet({ windows: full, individualLimit: limit }),
      'The next run draws on the workspace’s credits: the 5-hour window is used up.',
    ],
    [
      wallet({ ordinaryUsageAllowed: false }),
      'The next run draws on purchased credits: Codex does not let the allowance be used.',
    ],
    [wallet({ windows: [] }), 'The next run draws on purchased credits: no allowance is included.'],
    [{ kind: 'apiKey' }, 'The next run is paid in money: Codex uses an API key.'],
    [wallet({ windows: [], hasCredits: undefined }), 'What the next run draws on is not known: Codex did not say.'],
    [{ kind: 'loading' }, 'What the next run draws on is not known: the balance has not been read yet.'],
    [{ kind: 'noCodex' }, 'What the next run draws on is not known: Codex was not found.'],
    [{ kind: 'signedOut', last: snapshot() }, 'What the next run draws on is not known: you are signed out of Codex.'],
    [
      { kind: 'unreachable', reason: 'gone', last: snapshot() },
      'What the next run draws on is not known: the balance cannot be read now.',
    ],
  ];
  for (const [state, sentence] of sentences) {
    it(sentence, () => assert.equal(nextRunText(state, inEnglish, NOW_MS), sentence));
  }
});

describe('an estimate in words', () => {
  it('is a range of two digits each, and a median', () => {
    const { kind, ...rest } = estimate(34.4, 71.4);
    const text = estimateText({ kind, ...rest } as typeof unpricedEstimate, inEnglish, format);
    assert.equal(text, 'This run will likely cost 0–71 credits (median 34).');
  });

  it('says that a model has no price', () =>
    assert.match(estimateText(unpricedEstimate, inEnglish, format), /not known: gpt-99 has no price/));

  it('gives a reason with its factor', () =>
    assert.equal(
      reasonText({ code: 'longThread', factor: 2.08, count: 182_400 }, inEnglish, format),
      'Long thread: 182k tokens of context, ×2.1.',
    ));

  it('leaves out a rest that comes to nothing, and tells one that does not', () => {
    const rest = (factor: number) => ({ code: 'rest' as const, factor, count: undefined });
    assert.deepEqual(reasonTexts([rest(1.01)], inEnglish, format), []);
    assert.deepEqual(reasonTexts([rest(0.8)], inEnglish, format), ['All else together, ×0.8.']);
  });
});
