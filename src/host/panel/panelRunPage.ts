import { inDollars } from '../../core/money.ts';
import type { RunSummary } from '../../core/usage/run.ts';
import type { RunRequests } from '../../core/usage/runRequests.ts';
import type { UnguardedReason } from '../../core/hooks/unguarded.ts';
import { unguardedText } from '../../core/hooks/unguardedText.ts';
import type { RunPageView } from '../../panel/runProtocol.ts';
import { rangeViewOf, titleOf } from './panelRuns.ts';
import { type Counted, countUp, figuresOf, requestView, rowsOf } from './runRequestViews.ts';
import type { ViewTools } from '../viewTools.ts';

/** A run opened into its requests over time, its subagents' below their first. */
export function runPageView(
  run: RunSummary,
  asked: RunRequests,
  unguarded: UnguardedReason | undefined,
  nowMs: number,
  tools: ViewTools,
): RunPageView {
  const { t, format } = tools;
  const counted = countUp(asked);
  const views = new Map(counted.map((one) => [one, requestView(one, one.threadId !== asked.threadId, tools)]));
  const requests = [...views.values()];
  return {
    runId: run.runId,
    backLabel: t('Runs'),
    openLabel: run.status === 'running' ? '' : t('Go on in Codex'),
    againLabel: run.status === 'running' ? '' : t('Run again…'),
    title: titleOf(run, tools),
    facts: factsOf(run, unguarded, nowMs, tools),
    range: rangeViewOf(run.estimate),
    totalsTitle: t('credits, running total'),
    requestsTitle: t('credits per request'),
    requests,
    rows: rowsOf(counted, asked.threadId, views, tools),
    allLabel: asked.earlierRequests === 0 ? t('All {0}', format.count(counted.length)) : t('These'),
    allFigures: figuresOf(counted, tools),
    labels: labelsOf(tools),
    legend: legendOf(tools),
    subagentsLabel: t('subagents'),
    summary: summaryOf(counted, tools),
    note:
      asked.earlierRequests === 0
        ? ''
        : t(
            'The newest {0} are shown. {1} before them cost {2} credits.',
            format.requests(counted.length),
            format.requests(asked.earlierRequests),
            format.credits(asked.earlierCredits),
          ),
  };
}

function factsOf(
  run: RunSummary,
  unguarded: UnguardedReason | undefined,
  nowMs: number,
  { t, format }: ViewTools,
): RunPageView['facts'] {
  const { estimate, credits, usd, cap } = run;
  const fact = (label: string, text: string | undefined) => (text === undefined ? [] : [{ label, text }]);
  const more = run.unpricedRequests === 0 ? '' : '+';
  const range = estimate?.kind === 'priced' ? estimate.credits : undefined;
  const until = run.endedAtMs - run.startedAtMs < MINUTE_MS ? '' : `–${format.clock(run.endedAtMs)}`;
  return [
    ...fact(t('Actual'), credits === undefined ? t('no price') : format.credits(credits) + more),
    ...fact(
      t('Estimated'),
      range === undefined
        ? undefined
        : t('{0}, median {1}', format.range(range.p10, range.p90), format.approximately(range.p50)),
    ),
    ...fact(t('Cap'), cap === undefined ? undefined : format.limit(cap)),
    ...fact(t('Paid with an API key'), usd === undefined ? undefined : format.money(inDollars(usd))),
    ...fact(t('Model'), [run.model ?? t('unknown model'), run.effort].filter((word) => word !== undefined).join(' · ')),
    ...fact(t('When'), format.instant(run.startedAtMs, nowMs) + until),
    ...fact(t('Input tokens'), format.count(run.inputTokens)),
    ...fact(t('Not guarded'), unguarded === undefined ? undefined : unguardedText(unguarded, t)),
    ...fact(t('Thread'), run.threadId),
  ];
}

const MINUTE_MS = 60_000;

function summaryOf(counted: readonly Counted[], { t, format }: ViewTools): string {
  const dearest = counted.reduce<Counted | undefined>(
    (top, one) => ((one.credits ?? 0) > (top?.credits ?? 0) ? one : top),
    undefined,
  );
  const last = counted.at(-1);
  if (last === undefined || dearest?.credits === undefined) {
    return t('{0}, none with a price.', format.requests(counted.length));
  }
  return t(
    '{0}, {1} credits. The dearest is request {2}, with {3}.',
    format.requests(counted.length),
    format.credits(last.total),
    format.count(dearest.index),
    format.requestCredits(dearest.credits),
  );
}

function labelsOf({ t }: ViewTools): RunPageView['labels'] {
  return {
    request: t('Request'),
    fresh: t('Fresh'),
    cached: t('Cached'),
    output: t('Output'),
    freshCredits: t('for fresh'),
    cachedCredits: t('for cached'),
    outputCredits: t('for output'),
    credits: t('Credits'),
    total: t('Total'),
  };
}

function legendOf({ t }: ViewTools): RunPageView['legend'] {
  return {
    fresh: t('fresh input'),
    cached: t('cached input'),
    output: t('output'),
    total: t('credits, running total'),
    unknown: t('unknown: no price'),
  };
}
