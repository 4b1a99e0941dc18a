import path from 'node:path';

import { expandTilde } from '../../codex/codexHome.ts';
import type { Format } from '../../core/format.ts';
import { type CreditsMicros, inDollars, subtractCredits } from '../../core/money.ts';
import type { RateCard } from '../../core/prices/rateCard.ts';
import type { Grouping } from '../../core/usage/cuts.ts';
import type { UsageReport, UsageRow } from '../../core/usage/summarize.ts';
import type { Surface } from '../../core/usage/usageEvent.ts';
import type { UnguardedRun } from '../../core/hooks/unguarded.ts';
import { unguardedWords } from '../../core/hooks/unguardedText.ts';
import { type UsageSums, creditsOf, usdOf } from '../../core/usage/usageSums.ts';
import type { OnProgress } from '../../ledger/usage/turnUsage.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { csv, inStyle, plainText, printJsonRows, totalTable } from '../output.ts';
import { ProgressBar } from '../progressBar.ts';
import { type PeriodOptions, periodOf } from './period.ts';

interface ReportOptions extends PeriodOptions {
  readonly by: Grouping;
  readonly workspace?: string;
  readonly model?: string;
  readonly surface?: Surface;
  readonly ingest: boolean;
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** Tokens and credits, cut as asked. */
export async function report(context: CliContext, options: ReportOptions): Promise<ExitCode> {
  const { timezone, fromMs, untilMs } = periodOf(options, context);
  if (options.ingest) {
    await context.ingest();
  }
  const { workspace, model, surface } = options;
  const folder = workspace === undefined ? undefined : path.resolve(expandTilde(workspace));
  const filter = { workspace: folder, model, surface };
  const usage = withBar(context, (onProgress) =>
    context.ledger.report(options.by, fromMs, untilMs, timezone, filter, onProgress),
  );
  const unguardedRuns = context.ledger.unguardedRuns({ fromMs, untilMs });
  const { terminal } = context;
  if (options.json === true) {
    const totals = reportFields(usage.totals, context.card);
    const fields = { by: options.by, timezone, totals, unguardedRuns };
    printJsonRows(terminal, fields, usage.rows, (row) => rowFields(row, context.card));
  } else if (options.csv === true) {
    terminal.out(reportCsv(usage, context.card));
  } else {
    terminal.styled(reportTable(usage, options.by, context));
    terminal.styled(unguardedNote(unguardedRuns, context));
  }
  return EXIT.done;
}

/** Shows a person how many requests have been read, where that takes more than a moment. */
function withBar<T>({ terminal, format }: CliContext, read: (onProgress: OnProgress) => T): T {
  const bar = new ProgressBar(terminal);
  try {
    return read((done, total) => bar.show(done, total, () => `${format.count(done)} of ${format.requests(total)}`));
  } finally {
    bar.clear();
  }
}

/** The fields of a row as CONTRACT has them. */
function reportFields(sums: UsageSums, card: RateCard) {
  const credits = creditsOf(sums) ?? null;
  return {
    requests: sums.requests,
    ...sums.usage,
    creditsMicros: credits,
    usdMicros: sums.requests > 0 && sums.unpricedRequests === sums.requests ? null : usdOf(sums, card),
    paidCreditsMicros: credits === null ? null : sums.paidCredits,
    includedCreditsMicros: credits === null ? null : sums.includedCredits,
    unknownMeterCreditsMicros: credits === null ? null : unknownMeterCredits(sums),
    unpricedRequests: sums.unpricedRequests,
    derivedPriceRequests: sums.derivedPriceRequests,
    incomplete: sums.isIncomplete,
    models: sums.models,
  };
}

function rowFields(row: UsageRow, card: RateCard) {
  return { key: row.key, ...reportFields(row, card) };
}

function unknownMeterCredits({ credits, paidCredits, includedCredits }: UsageSums): CreditsMicros {
  return subtractCredits(subtractCredits(credits, paidCredits), includedCredits);
}

function reportCsv({ rows, totals }: UsageReport, card: RateCard): string {
  const lineOf = (row: UsageRow) => {
    const { models, incomplete, ...fields } = rowFields(row, card);
    return { ...fields, incomplete: incomplete ? 1 : 0, models: models.join(' ') };
  };
  const header = Object.keys(lineOf({ key: '', ...totals }));
  return csv(
    header,
    rows.map((row) => Object.values(lineOf(row))),
  );
}

function reportTable({ rows, totals }: UsageReport, by: Grouping, { format, terminal }: CliContext): string {
  const hasUsd = totals.usdRequests > 0;
  const cells = (key: string, sums: UsageSums): string[] => {
    const { inputTokens, cachedInputTokens, outputTokens } = sums.usage;
    const counts = [sums.requests, inputTokens, cachedInputTokens, outputTokens].map((value) => format.count(value));
    const usd = hasUsd ? [usdText(sums, format)] : [];
    return [key, sums.models.join(' '), ...counts, creditsText(sums, format), ...usd].map(plainText);
  };
  const header = [by, 'models', 'requests', 'input', 'cached', 'output', 'credits', ...(hasUsd ? ['API key'] : [])];
  const body = [...rows.map((row) => cells(row.key, row)), cells('total', { ...totals, models: [] })];
  const notes = notesOn(totals, format).map((note) => `${inStyle(terminal, 'yellow', note)}\n`);
  return totalTable(terminal, header, body, 2) + notes.join('');
}

/** Whatever the report is filtered by: it is not about what was used. */
function unguardedNote(runs: readonly UnguardedRun[], { terminal, format, t }: CliContext): string {
  const reasons = runs.map(({ reason }) => reason);
  const text = `${format.count(runs.length)} runs of this span were to be guarded and were not. Likely: ${unguardedWords(reasons, t)}.`;
  return runs.length === 0 ? '' : `${inStyle(terminal, 'yellow', text)}\n`;
}

/** What lacks a part is at least so much. */
function creditsText(sums: UsageSums, format: Format): string {
  const credits = creditsOf(sums);
  if (credits === undefined) {
    return sums.usdRequests > 0 ? '' : 'no price';
  }
  return `${isPart(sums) ? '≥ ' : ''}${format.credits(credits)}`;
}

/** What API keys paid, at list price. */
function usdText(sums: UsageSums, format: Format): string {
  return sums.usdRequests === 0 ? '' : `${isPart(sums) ? '≥ ' : ''}${format.money(inDollars(sums.usd))}`;
}

function isPart({ isIncomplete, unpricedRequests }: UsageSums): boolean {
  return isIncomplete || unpricedRequests > 0;
}

function notesOn({ unpricedRequests, derivedPriceRequests, isIncomplete }: UsageSums, format: Format): string[] {
  return [
    unpricedRequests > 0 ? `${format.requests(unpricedRequests)} without a price: not in the credits.` : '',
    derivedPriceRequests > 0 ? `${format.requests(derivedPriceRequests)} with a price derived from the API’s.` : '',
    isIncomplete ? 'Some threads are incomplete: they used more than is written down.' : '',
  ].filter((note) => note !== '');
}
