import { plural } from '../../base/translate.ts';
import type { RunEstimate } from '../../core/estimate/estimateRun.ts';
import { listed, sentences } from '../../core/joinTexts.ts';
import { MICROS_PER_UNIT, NO_USD, inDollars, microsToCredits, sumCredits, usdMicros } from '../../core/money.ts';
import type { RunStatus, RunSummary } from '../../core/usage/run.ts';
import type { UnguardedReason } from '../../core/hooks/unguarded.ts';
import { unguardedText } from '../../core/hooks/unguardedText.ts';
import type { Surface } from '../../core/usage/usageEvent.ts';
import type { RunPosition, RunRowView, RunsView } from '../../panel/runsProtocol.ts';
import type { RangeView } from '../../panel/runProtocol.ts';
import type { GuardState } from '../hooks/guardState.ts';
import type { ViewTools } from '../viewTools.ts';
import { shortPath } from '../shortPath.ts';

const SURFACE_ICON: Readonly<Record<Surface, string>> = {
  tui: 'terminal',
  exec: 'robot',
  ide: 'code',
  desktop: 'device-desktop',
  guardrails: 'shield',
  other: 'question',
};

/** The latest runs, wherever they were started: estimate against actual. */
export function runsView(state: GuardState, tools: ViewTools): RunsView {
  const { t } = tools;
  const runs = state.usage?.runs ?? [];
  const unguarded = new Map(state.usage?.unguarded.map(({ runId, reason }) => [runId, reason]));
  return {
    title: t('Runs'),
    totalText: state.usage === undefined ? '' : totalText(runs, tools),
    rows: runs.map((run) => rowView(run, unguarded.get(run.runId), state.nowMs, tools)),
    emptyText: noRunsText(state.usage, t),
    labels: labelsOf(tools),
    legend: {
      range: t('estimate, 8 in 10'),
      medianToHigh: t('median to high'),
      actual: t('actual'),
      outside: t('actual, outside the range'),
      soFar: t('so far'),
      unknown: t('unknown: no price'),
    },
  };
}

/** Why no runs are shown: there are none, or it is not known yet. */
export function noRunsText(usage: GuardState['usage'], t: ViewTools['t']): string {
  return usage === undefined
    ? t('The ledger is being read.')
    : t('No Codex runs on this machine yet. Write a task, and see what it would cost before it starts.');
}

function totalText(runs: readonly RunSummary[], tools: ViewTools): string {
  const { t, format } = tools;
  const isAll = runs.every(({ unpricedRequests }) => unpricedRequests === 0);
  const count = runsText(runs.length, tools);
  const byKey = runs.flatMap(({ usd }) => usd ?? []);
  const inCredits = runs.flatMap(({ usd, credits }) => (usd === undefined ? (credits ?? []) : []));
  const credits = format.credits(sumCredits(inCredits));
  if (byKey.length === 0) {
    return isAll
      ? t('{0}, {1} credits', count, credits)
      : t('{0}, {1} credits and more without a price', count, credits);
  }
  const dollars = format.money(inDollars(byKey.reduce((sum, usd) => usdMicros(sum + usd), NO_USD)));
  const cost = inCredits.length === 0 ? dollars : t('{0} credits + {1}', credits, dollars);
  return listed([count, cost, isAll ? '' : t('and more without a price')], t);
}

function labelsOf({ t }: ViewTools): RunsView['labels'] {
  return {
    run: t('Run'),
    model: t('Model'),
    started: t('Started'),
    estimate: t('Estimate'),
    actual: t('Actual'),
    dollars: t('Paid with an API key, in USD'),
    state: t('State'),
    open: t('Enter or click: its requests'),
    surface: t('Where it was started'),
    folder: t('Folder'),
    effort: t('Effort'),
    estimateLow: t('Estimate, low'),
    estimateMedian: t('Estimate, median'),
    estimateHigh: t('Estimate, high'),
    search: t('Search runs'),
    allModels: t('All models'),
    allSurfaces: t('All surfaces'),
    allFolders: t('All folders'),
    outsideOnly: t('Outside the range'),
    nothingFound: t('No run is like that.'),
    // The page fills these in.
    someOfAll: t('{0} of {1} runs, {2}', '{0}', '{1}', '{2}'),
    cost: {
      credits: t('{0} credits', '{0}'),
      dollars: '{1} USD',
      both: t('{0} credits + {1}', '{0}', '{1} USD'),
    },
  };
}

function rowView(run: RunSummary, unguarded: UnguardedReason | undefined, nowMs: number, tools: ViewTools): RunRowView {
  const { t, format, homeFolder } = tools;
  const { estimate, credits, usd } = run;
  const position = positionOf(run);
  return {
    runId: run.runId,
    icon: SURFACE_ICON[run.surface],
    surface: surfaceName(run.surface, tools),
    title: titleOf(run, tools),
    folder: run.workspace === undefined ? '' : shortPath(run.workspace, homeFolder),
    model: run.model ?? t('unknown model'),
    effort: run.effort ?? '',
    started: format.instant(run.startedAtMs, nowMs),
    startedAtMs: run.startedAtMs,
    range: rangeViewOf(estimate),
    estimateText: estimateCell(estimate, tools),
    actual: credits === undefined ? undefined : microsToCredits(credits),
    dollars: usd === undefined ? undefined : usd / MICROS_PER_UNIT,
    actualText: actualCell(run, tools),
    state: stateText(run.status, position, tools),
    position,
    unguarded: unguarded === undefined ? undefined : sentences(t('Not guarded.'), unguardedText(unguarded, t)),
  };
}

function runsText(count: number, { t, format }: ViewTools): string {
  return plural(count, t('1 run'), t('{0} runs', format.count(count)));
}

/** A run's estimate for drawing; undefined where there is none, or none with a price. */
export function rangeViewOf(estimate: RunEstimate | undefined): RangeView | undefined {
  if (estimate?.kind !== 'priced') {
    return undefined;
  }
  const { p10, p50, p90 } = estimate.credits;
  return { low: microsToCredits(p10), median: microsToCredits(p50), high: microsToCredits(p90) };
}

/** What is known without reading prompts: where the run came from, and how many subagents it had. */
export function titleOf({ surface, subagents }: RunSummary, tools: ViewTools): string {
  const name = surfaceName(surface, tools);
  if (subagents === 0) {
    return name;
  }
  return plural(subagents, tools.t('{0}, 1 subagent', name), tools.t('{0}, {1} subagents', name, subagents));
}

/** Whether a run ended within what was foreseen, 8 in 10. A run without estimate is nowhere. */
function positionOf({ estimate, credits, unpricedRequests, status }: RunSummary): RunPosition {
  if (status === 'running') {
    return 'running';
  }
  if (estimate?.kind !== 'priced' || credits === undefined) {
    return 'unknown';
  }
  if (credits > estimate.credits.p90) {
    return 'above';
  }
  if (unpricedRequests > 0) {
    return 'unknown';
  }
  const wasCutShort = status === 'stopped' || status === 'capped' || status === 'failed';
  return credits < estimate.credits.p10 && !wasCutShort ? 'below' : 'inside';
}

/** What has a price, with a plus where that is not all of it. */
function actualCell({ credits, usd, unpricedRequests }: RunSummary, { t, format }: ViewTools): string {
  if (credits === undefined) {
    return t('no price');
  }
  const text = usd === undefined ? format.credits(credits) : format.money(inDollars(usd));
  return unpricedRequests === 0 ? text : `${text}+`;
}

function estimateCell(estimate: RunEstimate | undefined, { t, format }: ViewTools): string {
  if (estimate === undefined) {
    return '';
  }
  return estimate.kind === 'priced' ? format.range(estimate.credits.p10, estimate.credits.p90) : t('unknown');
}

function stateText(status: RunStatus | undefined, position: RunPosition, { t }: ViewTools): string {
  switch (status) {
    case 'running':
      return t('running');
    case 'stopped':
      return t('stopped');
    case 'capped':
      return t('at its cap');
    case 'failed':
      return t('failed');
    default:
      return position === 'above' ? t('above range') : position === 'below' ? t('below range') : t('done');
  }
}

/** Where runs are started, in words. */
export function surfaceName(surface: Surface, { t }: ViewTools): string {
  const names: Readonly<Record<Surface, string>> = {
    tui: t('Terminal'),
    exec: t('codex exec'),
    ide: t('Codex extension'),
    desktop: t('Codex app'),
    guardrails: t('Run Task'),
    other: t('Other client'),
  };
  return names[surface];
}
