import assert from 'node:assert/strict';

import fc from 'fast-check';

import { inEnglish } from '../../../../src/base/translate.ts';
import type { GuardState } from '../../../../src/host/hooks/guardState.ts';
import { escapeMarkdown } from '../../../../src/host/escapeMarkdown.ts';
import { TOOLTIP_COMMANDS, tooltipMarkdown } from '../../../../src/host/statusBar/tooltipView.ts';
import { NOW_MS, card, credits, limitWindow, wallet } from '../../make.ts';
import { MINUTE_MS, budgetStatus, format, guardState, hold, runMeter, unreachable, usageModel } from '../views.ts';

function tooltip(change: Partial<GuardState> = {}): string {
  return tooltipMarkdown(guardState(change), card, inEnglish, format);
}

/** What a person reads: links by their label, no pictures, no escapes. */
function plain(markdown: string): string {
  return markdown
    .replaceAll(/!\[\]\([^)]*\)/g, '')
    .replaceAll('&nbsp;', '')
    .replaceAll(/\\(.)/g, '$1')
    .replaceAll(/\[([^\]]*)\]\(command:[^)]*\)/g, '$1');
}

const HOSTILE = [
  '[click](command:workbench.action.terminal.sendSequence)',
  '![](https://evil.example/pixel.png)',
  '<img src=x onerror=alert(1)>',
  '<https://evil.example>',
  'https://evil.example',
  'www.evil.example',
  'me@evil.example',
  'a | b | c',
  '\n\n# Big\n\n---\n',
  '`code` **bold** _it_ ~~no~~',
  '$(alert) &lt;b&gt; &#60;',
  '1. one',
  '\\[x](command:a)',
];

/** The markdown that is not ours to write: without table, links, pictures and headings that the view makes itself. */
function foreignPart(markdown: string): string {
  return markdown
    .replaceAll(/!\[\]\(data:image\/svg\+xml;base64,[\w+/=]+\)/g, '')
    .replaceAll(/\[[\w ]+\]\(command:codexGuardrails\.\w+\)/g, '');
}

describe('escaped Markdown', () => {
  for (const text of HOSTILE) {
    it(`of ${JSON.stringify(text)} has no punctuation that means something`, () => {
      const escaped = escapeMarkdown(text);
      assert.doesNotMatch(escaped.replaceAll(/\\[!-/:-@[-`{-~]/g, ''), /[!-/:-@[-`{-~\n\r]/);
      assert.equal(escaped.replaceAll(/\\([!-/:-@[-`{-~])/g, '$1'), text.replaceAll(/\s+/g, ' '));
    });
  }

  it('is plain whatever is written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        assert.doesNotMatch(escapeMarkdown(text).replaceAll(/\\[!-/:-@[-`{-~]/g, ''), /[!-/:-@[-`{-~\n\r]/);
      }),
    );
  });
});

describe('the tooltip', () => {
  it('tells balance, worth, plan and what binds', () => {
    const [heading, binding] = plain(tooltip()).split('\n\n');
    assert.equal(heading, '**1,000.00 credits** about 40.00 USD · Business');
    assert.equal(binding, 'Nothing binds. Runs draw on the included allowance.');
  });

  it('says what the next run draws on where what binds does not', () => {
    const [, binding] = plain(tooltip({ wallet: wallet({ ordinaryUsageAllowed: false }) })).split('\n\n');
    assert.equal(
      binding,
      'Codex refuses the included allowance, and does not say why. ' +
        'The next run draws on purchased credits: Codex does not let the allowance be used.',
    );
    const [, refused] = plain(tooltip({ wallet: wallet({ reachedType: 'memberCredits' }) })).split('\n\n');
    assert.equal(refused, 'The workspace is out of credits. Its owner can add some.');
    const [, gone] = plain(tooltip({ wallet: unreachable(50_000, 'gone') })).split('\n\n');
    assert.equal(
      gone,
      'Codex does not answer: gone. Newer use is not in the figure. ' +
        'What the next run draws on is not known: the balance cannot be read now.',
    );
  });

  it('does not say that nothing binds where a budget is spent', () => {
    const [, binding] = plain(tooltip({ usage: usageModel({ budgets: [budgetStatus(100)] }) })).split('\n\n');
    assert.equal(binding, 'The daily budget of 100 credits is spent. It resets at 13:00.');
  });

  it('lists windows and budgets, each with what is used or left and when it resets', () => {
    const text = plain(
      tooltip({
        wallet: wallet({ windows: [limitWindow(100), limitWindow(63.9, { windowMinutes: 10_080 })] }),
        usage: usageModel({ budgets: [budgetStatus(60, 15.38)] }),
      }),
    );
    assert.match(text, /^\| 5-hour window \| {2}\| 100 % \| 13:00 \|$/m);
    assert.match(text, /^\| Weekly window \| {2}\| 63 % \| 13:00 \|$/m);
    assert.match(text, /^\| Day, all Codex \| {2}\| 24\.62 left \| 13:00 \|$/m);
  });

  it('does not go on with the figure of a window that has begun anew', () => {
    const windows = [limitWindow(100, { resetsAtMs: NOW_MS - MINUTE_MS })];
    assert.match(plain(tooltip({ wallet: wallet({ windows }) })), /^\| 5-hour window \| {2}\| unknown \| {2}\|$/m);
  });

  it('lists what a workspace lets a member draw', () => {
    const limitOfMember = { limit: credits(500), used: credits(125.5), resetsAtMs: undefined };
    const text = plain(tooltip({ wallet: wallet({ individualLimit: limitOfMember }) }));
    assert.match(text, /^\| Your own limit \| {2}\| 374\.50 left \| {2}\|$/m);
  });

  it('tells where a budget will likely end only where that may be past its limit', () => {
    const forecasts = [
      { low: credits(80), high: credits(120) },
      { low: credits(60), high: credits(100) },
    ];
    const budgets = [budgetStatus(50), budgetStatus(50)];
    const lines = plain(tooltip({ usage: usageModel({ budgets, forecasts }) })).split('\n');
    assert.deepEqual(
      lines.filter((line) => line.includes('likely')),
      ['Day, all Codex: likely 80–120 of 100 by 13:00.'],
    );
  });

  it('has no table where there is nothing to list', () => {
    assert.doesNotMatch(tooltip({ wallet: { kind: 'apiKey' } }), /\|/);
  });

  const walletCases: readonly (readonly [says: string, state: Partial<GuardState>, text: RegExp])[] = [
    ['reading', { wallet: { kind: 'loading' } }, /^Reading the balance\./],
    ['no Codex', { wallet: { kind: 'noCodex' } }, /^Codex was looked for on PATH/],
    ['signed out', { wallet: { kind: 'signedOut', last: undefined } }, /^You are signed out of Codex/],
    ['API key', { wallet: { kind: 'apiKey' } }, /^You use an API key, so no shared credits are drawn\./],
    ['never reached', { wallet: unreachable(undefined, 'gone') }, /^Codex does not answer: gone\. Newer use/],
    ['not reached, last figure', { wallet: unreachable(26 * MINUTE_MS, 'gone') }, /^\*\*1,000\.00 credits\*\*/],
    ['age', { wallet: unreachable(26 * MINUTE_MS) }, /Read from Codex 26 min ago, at 11:34\./],
    ['unlimited', { wallet: wallet({ unlimited: true }) }, /^\*\*Unlimited credits\*\* · Business/],
    ['unknown balance', { wallet: wallet({ balance: undefined }) }, /^\*\*Balance unknown\*\* · Business/],
    ['ledger trouble', { trouble: 'the ledger is held' }, /Prices checked \w+ \d+, \d{4}\. the ledger is held/],
  ];
  for (const [says, state, text] of walletCases) {
    it(`says it in words: ${says}`, () => assert.match(plain(tooltip(state)), text));
  }

  it('tells of each run that goes on what it has spent, and where it will likely end', () => {
    const capOutlook = { chance: 0.7, warned: { afterResponse: 3, spent: credits(9) }, responses: 4 };
    const activeRuns = [
      runMeter(),
      runMeter({ capOutlook }),
      runMeter({ cap: undefined, range: undefined }),
      runMeter({ hold: hold() }),
      runMeter({ spent: credits(0), unpricedRequests: 1, range: undefined }),
    ];
    const text = plain(tooltip({ activeRuns }));
    for (const said of [
      '**11.62 of 50 credits** It will likely end at 14–34 credits (median 18).',
      '**11.62 of 50 credits** This run will likely reach its cap of 50 credits.',
      '**11.62 credits so far**',
      '**11.62 of 50 credits** Held.',
      '**no price**',
    ]) {
      assert.ok(text.includes(said), `${said} is not in ${text}`);
    }
  });

  it('links to its commands and to nothing else', () => {
    const links = [...tooltip().matchAll(/\]\(([^)]*)\)/g)].map(([, target = '']) => target);
    assert.deepEqual(
      links.filter((target) => !target.startsWith('data:')),
      TOOLTIP_COMMANDS.map((command) => `command:${command}`),
    );
  });

  for (const text of HOSTILE) {
    it(`lets nothing through of ${JSON.stringify(text)}`, () => {
      const ordinary = tooltip({
        wallet: wallet({ windows: [limitWindow(10), limitWindow(10)], planType: 'x' }),
        usage: usageModel({ budgets: [budgetStatus(1), budgetStatus(1)] }),
        trouble: 'x',
      });
      const hostile = tooltip({
        wallet: wallet({
          windows: [limitWindow(10, { limitId: text }), limitWindow(10, { limitId: 'other', name: text })],
          planType: text,
        }),
        usage: usageModel({
          budgets: [
            budgetStatus(1, 0, { id: text, scope: { kind: 'workspace', path: text } }),
            budgetStatus(1, 0, { scope: { kind: 'model', model: text } }),
          ],
        }),
        trouble: text,
      });
      // The same lines with the same cells: nothing has become a heading, a row, a link or a picture.
      const shape = (markdown: string): string[] =>
        foreignPart(markdown)
          .replaceAll(/\\[!-/:-@[-`{-~]/g, '')
          .split('\n')
          .map((line) => line.replaceAll(/[^|[\](){}<>#*_`~!\\]/g, ''));
      assert.deepEqual(shape(hostile), shape(ordinary));
    });
  }

  it('says how much of a budget is left, below zero too', () => {
    const text = plain(tooltip({ usage: usageModel({ budgets: [budgetStatus(100.5)] }) }));
    assert.match(text, /\| 0\.50 over \|/);
  });

  it('draws a budget of nothing without dividing by it', () => {
    const nothing = budgetStatus(0, 0, { limit: credits(0) });
    assert.doesNotMatch(tooltip({ usage: usageModel({ budgets: [nothing] }) }), /NaN|Infinity/);
  });

  it('does not tell when a window resets that Codex gives no time for', () => {
    const text = plain(
      tooltip({ nowMs: NOW_MS, wallet: wallet({ windows: [limitWindow(10, { resetsAtMs: undefined })] }) }),
    );
    assert.match(text, /^\| 5-hour window \| {2}\| 10 % \| {2}\|$/m);
  });
});
