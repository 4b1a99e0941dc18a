import assert from 'node:assert/strict';

import { runRequests } from '../../../../src/core/usage/runRequests.ts';
import type { LedgerEvent } from '../../../../src/core/usage/usageSlice.ts';
import { runPageView } from '../../../../src/host/panel/panelRunPage.ts';
import type { RunPageView } from '../../../../src/panel/runProtocol.ts';
import { NOW_MS, card, credits, event, tokens } from '../../make.ts';
import { MINUTE_MS, estimated, runSummary, tools } from '../views.ts';

const at = (minute: number, change: Partial<LedgerEvent> = {}): LedgerEvent =>
  event({ responseId: `resp-${minute}`, occurredAtMs: NOW_MS + minute * MINUTE_MS, ...change });

function pageOf(...events: readonly LedgerEvent[]): RunPageView {
  const asked = runRequests(events, card);
  assert.ok(asked);
  return runPageView(
    runSummary({ estimate: estimated(10, 14, 30), cap: credits(50) }),
    asked,
    undefined,
    NOW_MS,
    tools,
  );
}

const page = pageOf(
  at(0, { usage: tokens(20_000, 8_000, 1_000) }),
  at(1, { threadId: 'agent' }),
  at(2),
  at(3, { threadId: 'agent' }),
);

describe('the page of a run', () => {
  for (const [says, status, label] of [
    ['can be gone on with in Codex', 'completed', 'Go on in Codex'],
    ['can be gone on with in Codex where nobody knows how it ended', undefined, 'Go on in Codex'],
    ['cannot while it goes on: its thread has one place where it does', 'running', ''],
  ] as const) {
    it(`says that its thread ${says}`, () => {
      const asked = runRequests([at(0)], card);
      assert.ok(asked);
      const { openLabel, againLabel } = runPageView(runSummary({ status }), asked, undefined, NOW_MS, tools);
      assert.deepEqual([openLabel, againLabel], [label, label === '' ? '' : 'Run again…']);
    });
  }

  it('has what the run came to, and what was foreseen', () => {
    assert.deepEqual(
      page.facts.map(({ label, text }) => `${label}: ${text}`),
      [
        'Actual: 12.00',
        'Estimated: 10–30, median 14',
        'Cap: 50',
        'Model: gpt-5.5 · medium',
        'When: 11:00–11:01',
        'Input tokens: 63,000',
        'Thread: thread-1',
      ],
    );
    assert.deepEqual(page.range, { low: 10, median: 14, high: 30 });
  });

  it('tells of each request its tokens, what each kind cost, and the run up to it', () => {
    const [row] = page.rows;
    assert.deepEqual(row?.kind === 'request' && row.request.label, '1 · 12:00');
    assert.deepEqual(row?.kind === 'request' && row.request.figures, {
      fresh: '12,000',
      cached: '8,000',
      output: '1,000',
      freshCredits: '1.500',
      cachedCredits: '0.100',
      outputCredits: '0.750',
      credits: '2.350',
      total: '2.35',
    });
  });

  it('nests a subagent where its first request is, with all of its own', () => {
    assert.deepEqual(
      page.rows.map((row) => (row.kind === 'request' ? row.request.label : [row.label, row.requestsText])),
      ['1 · 12:00', ['subagent 1', '2 requests'], '3 · 12:02'],
    );
    const nested = page.rows.find((row) => row.kind === 'subagent');
    assert.deepEqual(
      [
        nested?.figures.credits,
        ...(nested?.requests ?? []).map(({ label, figures }) => [label, figures.credits, figures.total]),
      ],
      ['2.500', ['2 · 12:01', '1.250', '3.60'], ['4 · 12:03', '1.250', '6.10']],
    );
  });

  it('adds all up, and says what was dearest', () => {
    assert.deepEqual([page.allLabel, page.allFigures.fresh, page.allFigures.credits], ['All 4', '42,000', '6.100']);
    assert.equal(page.summary, '4 requests, 6.10 credits. The dearest is request 1, with 2.350.');
  });

  it('never draws or adds what has no price as zero', () => {
    const unpriced = pageOf(at(0, { model: 'gpt-99' }), at(1));
    const [first] = unpriced.requests;
    assert.ok(first);
    assert.equal(first.parts, undefined);
    assert.equal(first.figures.credits, 'no price');
    assert.match(first.description, /gpt-99: no price;/);
    assert.equal(unpriced.allFigures.credits, '1.250+');
    assert.equal(pageOf(at(0, { model: 'gpt-99' })).summary, '1 request, none with a price.');
  });

  it('says why it was not guarded, where it was to be', () => {
    const asked = runRequests([at(0)], card);
    assert.ok(asked);
    const { facts } = runPageView(runSummary(), asked, 'disabled', NOW_MS, tools);
    assert.ok(facts.some(({ label, text }) => label === 'Not guarded' && text !== ''));
  });

  it('says what is left out', () => {
    const many = pageOf(...Array.from({ length: 1_001 }, (_, index) => at(index)));
    assert.equal(many.note, 'The newest 1,000 requests are shown. 1 request before them cost 1.25 credits.');
    assert.equal(page.note, '');
  });
});
