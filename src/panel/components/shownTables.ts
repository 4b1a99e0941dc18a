import type { BudgetsView } from '../budgetProtocol.ts';
import type { TabId } from '../messageProtocol.ts';
import type { PanelState } from '../panelProtocol.ts';
import type { RunRowView, RunsView } from '../runsProtocol.ts';
import type { WalletView } from '../walletProtocol.ts';
import type { RunPageView } from '../runProtocol.ts';
import type { SpendView } from '../spendProtocol.ts';
import type { ShownTableView } from '../tableProtocol.ts';
import { type RunsQuery, type Titles, queriedRuns, titleIn } from './runsQuery.ts';
import { sumOf } from './sumOf.ts';

/** What the panel shows, as far as it is in a table. */
interface ShownPanel {
  readonly tab: TabId;
  readonly state: PanelState | undefined;
  readonly spend: SpendView | undefined;
  readonly runsQuery: RunsQuery;
  readonly titles: Titles;
  readonly openRunId: string | undefined;
  readonly runPage: RunPageView | undefined;
}

/** The shown section as a table; undefined where it has none. */
export function shownTableOf(panel: ShownPanel): ShownTableView | undefined {
  const { tab, state, spend, runsQuery, titles, openRunId, runPage } = panel;
  switch (tab) {
    case 'spend':
      return spend && spendShown(spend);
    case 'budgets':
      return state && budgetsShown(state.budgets);
    case 'runs':
      return runPage !== undefined && runPage.runId === openRunId
        ? runShown(runPage, titles[runPage.runId] ?? runPage.title)
        : state && runsShown(state.runs, runsQuery, titles);
    case 'wallet':
      return state && walletShown(state.wallet);
    default:
      return undefined;
  }
}

/** The bars that are shown, with their parts, and what each has cost where its height does not tell that. */
export function spendShown({ labels, rangeText, series, bars, heightsText }: SpendView): ShownTableView {
  const hasCosts = heightsText !== undefined;
  return {
    name: `${labels.title}, ${rangeText}`,
    columns: [
      labels.time,
      ...series.map(({ label }) => label),
      labels.height,
      ...(hasCosts ? [labels.amount] : []),
      labels.requests,
    ],
    rows: bars.map(({ title, parts, requests, isUnpriced, totalText }) => [
      title,
      ...parts,
      isUnpriced ? null : sumOf(parts),
      ...(hasCosts ? [totalText] : []),
      requests,
    ]),
  };
}

export function budgetsShown({ title, rows, labels }: BudgetsView): ShownTableView {
  const { budget, mode, spent, reserved, left, limit, likelyLow, likelyHigh, resets } = labels;
  return {
    name: title,
    columns: [budget, mode, spent, reserved, left, limit, likelyLow, likelyHigh, resets],
    rows: rows.map((row) => [
      row.name,
      row.mode,
      row.spent,
      row.reserved,
      row.left,
      row.limit,
      row.likely?.low ?? null,
      row.likely?.high ?? null,
      row.resetsText,
    ]),
  };
}

/** The runs that are shown, in their order. */
export function runsShown({ title, rows, labels }: RunsView, query: RunsQuery, titles: Titles): ShownTableView {
  const { run, surface, folder, model, effort, started, estimateLow, estimateMedian, estimateHigh } = labels;
  const hasDollars = rows.some(({ dollars }) => dollars !== undefined);
  return {
    name: title,
    columns: [
      run,
      surface,
      folder,
      model,
      effort,
      started,
      estimateLow,
      estimateMedian,
      estimateHigh,
      labels.actual,
      ...(hasDollars ? [labels.dollars] : []),
      labels.state,
    ],
    rows: queriedRuns(rows, query, titles).map((row) => runCells(row, titleIn(titles, row), hasDollars)),
  };
}

/** What a run used is told at list price in credits, as its estimate; what an API key has paid of it beside that. */
function runCells(row: RunRowView, title: string, hasDollars: boolean): ShownTableView['rows'][number] {
  const { surface, folder, model, effort, startedAtMs, range, actual, dollars, state } = row;
  const started = new Date(startedAtMs).toISOString();
  const estimate = [range?.low ?? null, range?.median ?? null, range?.high ?? null];
  return [
    title,
    surface,
    folder,
    model,
    effort,
    started,
    ...estimate,
    actual ?? null,
    ...(hasDollars ? [dollars ?? null] : []),
    state,
  ];
}

/** The requests of an opened run. */
export function runShown(page: RunPageView, title: string): ShownTableView {
  const { labels, requests } = page;
  const { request, fresh, cached, output, freshCredits, cachedCredits, outputCredits, total } = labels;
  return {
    name: title,
    columns: [request, fresh, cached, output, freshCredits, cachedCredits, outputCredits, total],
    rows: requests.map(({ label, tokens, parts, total: sum }) => [
      label,
      tokens.fresh,
      tokens.cached,
      tokens.output,
      parts?.fresh ?? null,
      parts?.cached ?? null,
      parts?.output ?? null,
      sum,
    ]),
  };
}

/** The statement, as it is written: some of its figures are estimates. */
function walletShown({ title, rows, totals, labels }: WalletView): ShownTableView {
  const { day, opening, used, unattributed, topUps, closing, note } = labels;
  return {
    name: title,
    columns: [day, opening, used, unattributed, topUps, closing, note],
    rows: [...rows, ...(totals === undefined ? [] : [totals])].map((row) => [
      row.label,
      row.opening.text,
      row.used.text,
      row.unattributed.text,
      row.topUps.text,
      row.closing.text,
      row.note,
    ]),
  };
}
