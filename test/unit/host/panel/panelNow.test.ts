import assert from 'node:assert/strict';

import type { GuardState } from '../../../../src/host/hooks/guardState.ts';
import { nowView } from '../../../../src/host/panel/panelNow.ts';
import type { UsageModel } from '../../../../src/guard/usageModel.ts';
import type { BalanceView, NowView } from '../../../../src/panel/nowProtocol.ts';
import { HOUR_MS, NOW_MS, credits, judgeRequest, unpricedEstimate, wallet } from '../../make.ts';
import {
  MINUTE_MS,
  budgetStatus,
  guardState,
  hold,
  preflight,
  runMeter,
  runSummary,
  tools,
  unreachable,
  usageModel,
  usedToday,
} from '../views.ts';

function viewOf(change: Partial<GuardState> = {}): NowView {
  return nowView(guardState(change), tools);
}

describe('the balance in the panel', () => {
  type Case = readonly [says: string, state: Partial<GuardState>, balance: Partial<BalanceView>];
  const cases: readonly Case[] = [
    [
      'fresh',
      { usage: usedToday(96.4) },
      {
        heading: 'Shared ChatGPT credits',
        text: '1,000.00',
        unit: 'credits',
        meta: 'about 40.00 USD · 96.40 used today by Codex',
        isStale: false,
        isUnknown: false,
        bindingTitle: 'Nothing binds.',
      },
    ],
    [
      'with use that has no price',
      { usage: usedToday(0, 5) },
      { meta: 'about 40.00 USD · 0.00 used today by Codex, and more without a price' },
    ],
    [
      'with a budget that stops every run',
      { usage: usageModel({ budgets: [budgetStatus(100.5)] }) },
      { bindingTitle: 'The daily budget of 100 credits is spent.', bindingText: 'It resets at 13:00.' },
    ],
    [
      'of a workspace whose pool is empty',
      { wallet: wallet({ reachedType: 'memberCredits' }) },
      {
        bindingTitle: 'The workspace is out of credits.',
        bindingText: 'Its owner can add some.',
      },
    ],
    ['before the ledger has answered', { usage: undefined }, { meta: 'about 40.00 USD' }],
    [
      'older than 15 minutes',
      { wallet: wallet({ observedAtMs: NOW_MS - 26 * MINUTE_MS }), usage: undefined },
      { text: '1,000.00', isStale: true, meta: '26 min ago · about 40.00 USD' },
    ],
    [
      'when Codex no longer answers',
      { wallet: unreachable(50_000), usage: undefined },
      { text: '1,000.00', isStale: true, isUnknown: false, meta: '50 s ago · about 40.00 USD' },
    ],
    [
      'when Codex never answered',
      { wallet: unreachable(undefined) },
      { text: 'Balance unknown', unit: '', isUnknown: true, bindingTitle: '' },
    ],
    [
      'signed out, with the last figure',
      { wallet: { kind: 'signedOut', last: { ...knownSnapshot(), observedAtMs: NOW_MS - HOUR_MS } }, usage: undefined },
      { text: '1,000.00', isStale: true, meta: '1 h ago · about 40.00 USD' },
    ],
    [
      'signed out, never seen',
      { wallet: { kind: 'signedOut', last: undefined } },
      { text: 'Balance unknown', isUnknown: true },
    ],
    ['without Codex', { wallet: { kind: 'noCodex' } }, { text: 'Balance unknown', isUnknown: true }],
    ['while it is read', { wallet: { kind: 'loading' } }, { text: 'Reading…', isUnknown: true }],
    [
      'that Codex does not tell',
      { wallet: wallet({ balance: undefined }), usage: undefined },
      { text: 'Balance unknown', unit: '', isUnknown: true, meta: '' },
    ],
    [
      'without limit',
      { wallet: wallet({ unlimited: true }), usage: undefined },
      { text: 'Unlimited', unit: '', isUnknown: false, meta: '' },
    ],
    [
      'with an API key',
      { wallet: { kind: 'apiKey' }, usage: usedToday(79.5) },
      { heading: 'Spent with an API key', text: '3.18 USD', unit: 'today', meta: 'by API list price' },
    ],
    [
      'with an API key and use that has no price',
      { wallet: { kind: 'apiKey' }, usage: usedToday(0, 5) },
      { text: '0.00 USD', meta: 'by API list price, and more without a price' },
    ],
    [
      'with an API key, before the ledger has answered',
      { wallet: { kind: 'apiKey' }, usage: undefined },
      { text: 'reading', meta: 'by API list price' },
    ],
  ];
  for (const [says, state, expected] of cases) {
    it(says, () => assert.deepEqual({ ...viewOf(state).balance, ...expected }, viewOf(state).balance));
  }
});

function knownSnapshot() {
  const state = wallet();
  assert.equal(state.kind, 'known');
  return state.snapshot;
}

describe('the runs that go on, in the panel', () => {
  it('tell what they spent, of what cap, and where they will likely end', () => {
    const [run] = viewOf({ activeRuns: [runMeter()] }).runs;
    assert.ok(run);
    const { actions, ...rest } = run;
    assert.deepEqual(rest, {
      runId: 'run-1',
      state: 'running',
      title: 'Run in this window',
      meta: 'gpt-5.5 · medium · ~/src/api · 4 requests · 5 min',
      lead: '',
      sentence: 'It will likely end at 14–34 credits (median 18).',
      spent: 11.62,
      spentText: '11.62 spent',
      hasUnknown: false,
      cap: 50,
      capText: 'cap 50',
      end: { low: 14, median: 18, high: 34 },
      endText: 'likely end 14–34',
      note: '',
    });
    assert.deepEqual(actions.at(-1)?.message, { kind: 'stopRun', runId: 'run-1' });
  });

  it('tell the estimate before their first response', () => {
    const [run] = viewOf({ activeRuns: [runMeter({ requests: 0, spent: credits(0) })] }).runs;
    assert.equal(run?.sentence, 'Estimated at 14–34 credits (median 18).');
  });

  for (const [canBeHeld, there] of [
    [true, 'There it is held, and you are asked.'],
    [false, 'There it is stopped.'],
  ] as const) {
    it(`say that they will likely reach their cap: ${there}`, () => {
      const capOutlook = { chance: 0.7, warned: { afterResponse: 3, spent: credits(9) }, responses: 4 };
      const [run] = viewOf({ activeRuns: [runMeter({ capOutlook, canBeHeld })] }).runs;
      assert.equal(
        run?.sentence,
        `This run will likely reach its cap of 50 credits. It will likely end at 14–34 credits (median 18). ${there}`,
      );
    });
  }

  it('say no longer that they will likely reach their cap where it was raised', () => {
    const capOutlook = { chance: 0.02, warned: { afterResponse: 3, spent: credits(9) }, responses: 4 };
    const [run] = viewOf({ activeRuns: [runMeter({ capOutlook })] }).runs;
    assert.equal(run?.sentence, 'It will likely end at 14–34 credits (median 18).');
  });

  it('without a price say so, and draw no end', () => {
    const unpriced = preflight({}, { estimate: unpricedEstimate });
    const [run] = viewOf({
      activeRuns: [runMeter({ preflight: unpriced, range: undefined, unpricedRequests: 2, spent: credits(0) })],
    }).runs;
    assert.equal(run?.spentText, 'no price');
    assert.equal(run.sentence, 'No price is known, so no cap can hold.');
    assert.deepEqual([run.end, run.endText], [undefined, '']);
  });

  it('say at a cap that they cannot be held, where Codex runs no hooks', () => {
    const [run] = viewOf({ activeRuns: [runMeter({ canBeHeld: false })] }).runs;
    assert.equal(run?.note, 'Codex runs no hooks here, so it is stopped at its cap, not held.');
  });

  it('say that subagents wait for others to end', () => {
    const limited = preflight({}, { request: judgeRequest(preflight().subject, { maxSubagentsPerRun: 2 }) });
    const notes = [1, 3].map(
      (queuedSubagents) => viewOf({ activeRuns: [runMeter({ preflight: limited, queuedSubagents })] }).runs[0]?.note,
    );
    assert.deepEqual(notes, [
      'One subagent waits for another to end: the policy allows 2 at the same time.',
      '3 subagents wait for others to end: the policy allows 2 at the same time.',
    ]);
  });

  it('say nothing of it without a cap', () => {
    assert.equal(viewOf({ activeRuns: [runMeter({ canBeHeld: false, cap: undefined })] }).runs[0]?.note, '');
  });

  it('ask when they are held, with what they still need, and come first', () => {
    const held = runMeter({ runId: 'run-2', spent: credits(50.38), hold: hold({ resetsAtMs: NOW_MS + HOUR_MS }) });
    const [run, next] = viewOf({ activeRuns: [runMeter(), held] }).runs;
    assert.deepEqual([run?.runId, run?.state, next?.runId], ['run-2', 'held', 'run-1']);
    assert.equal(run?.lead, 'Held at 50 credits.');
    assert.match(
      run.sentence,
      /^To finish, it likely needs 9–20 more \(median 13\)\. Nothing is lost while it waits\./,
    );
    assert.deepEqual([run.end?.low, run.end?.high, run.endText], [59.38, 70.38, 'would end at 59–70']);
    assert.deepEqual(
      run.actions.map(({ label, message }) => [label, message]),
      [
        ['Raise by 20…', { kind: 'answerHold', runId: 'run-2', answer: 'raise' }],
        ['Finish Without Cap', { kind: 'answerHold', runId: 'run-2', answer: 'uncap' }],
        ['Wait Until 13:00', { kind: 'answerHold', runId: 'run-2', answer: 'wait' }],
        ['Stop', { kind: 'stopRun', runId: 'run-2' }],
        ['Open', { kind: 'showTranscript' }],
      ],
    );
    assert.equal(run.note, '0.38 over: the response in flight.');
  });

  it('that wait for a reset say when they go on, and offer no other wait', () => {
    const at = NOW_MS + HOUR_MS;
    const [run] = viewOf({ activeRuns: [runMeter({ hold: hold({ resetsAtMs: at, waitsUntilMs: at }) })] }).runs;
    assert.equal(run?.state, 'waiting');
    assert.match(run.sentence, /^It goes on by itself at 13:00\. To finish, /);
    assert.deepEqual(
      run.actions.map(({ label }) => label),
      ['Raise by 20…', 'Finish Without Cap', 'Stop', 'Open'],
    );
  });

  it('without an estimate do not say what they still need', () => {
    const [run] = viewOf({
      activeRuns: [runMeter({ hold: hold({ remainder: undefined }), unpricedRequests: 1 })],
    }).runs;
    assert.match(
      run?.sentence ?? '',
      /^What it still needs is not known\. Some of its responses have no price and are not counted\./,
    );
    assert.deepEqual([run?.end, run?.endText], [undefined, '']);
  });

  it('are counted beside the title: those that go on, that ask, and that wait by themselves', () => {
    const counted = (...activeRuns: GuardState['activeRuns']): string => viewOf({ activeRuns }).runsText;
    const asking = runMeter({ hold: hold() });
    const waiting = runMeter({ hold: hold({ waitsUntilMs: NOW_MS + HOUR_MS }) });
    assert.deepEqual([viewOf().runsTitle, counted()], ['Runs', '']);
    assert.equal(counted(runMeter()), '1 running');
    assert.equal(counted(asking), '1 asks you');
    assert.equal(counted(waiting, asking, runMeter(), asking, runMeter()), '2 running, 2 ask you, 1 waiting');
  });

  it('whose responses have no price say so, and no figure where none has one', () => {
    const [run] = viewOf({ activeRuns: [runMeter({ unpricedRequests: 1 })] }).runs;
    assert.deepEqual([run?.spentText, run?.hasUnknown], ['11.62 spent, and more without a price', true]);
    const [none] = viewOf({ activeRuns: [runMeter({ unpricedRequests: 1, spent: credits(0) })] }).runs;
    assert.deepEqual([none?.spentText, none?.hasUnknown], ['no price', true]);
  });

  it('are told apart from a machine without any', () => {
    assert.match(viewOf().emptyText, /^No Codex runs on this machine yet\./);
    const withPast = viewOf({ usage: usageModel({ runs: [runSummary()] }) });
    assert.equal(withPast.emptyText, 'No run of this window is going on.');
  });
});

describe('today, at the side', () => {
  const todayOf = (usage: UsageModel | undefined) => nowView(guardState({ usage }), tools).today;

  it('tells what was used', () => {
    const { text, facts } = todayOf(usedToday(96.4));
    assert.deepEqual(
      [text, facts.map(({ label, text: figure }) => `${label}: ${figure}`)],
      ['96.40', ['Requests: 5', 'Input tokens: 0', 'Output tokens: 0']],
    );
  });

  for (const [says, usage, text] of [
    ['nothing was used', usageModel(), '0.00'],
    ['nothing of it has a price', usedToday(0, 5), 'no price'],
    ['some has none', usedToday(1.25, 2), '1.25+'],
    ['the ledger has not answered', undefined, 'reading'],
  ] as const) {
    it(`${says}: ${text}`, () => assert.equal(todayOf(usage).text, text));
  }
});
