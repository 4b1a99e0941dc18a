import { isPaidByKey } from '../../core/prices/requestCost.ts';
import type { PricedEvent } from '../../ledger/usage/usageReader.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { type CsvCell, csvRows, printJsonLine } from '../output.ts';
import { type PeriodOptions, periodOf } from './period.ts';

interface ExportOptions extends PeriodOptions {
  readonly format: 'csv' | 'jsonl';
}

/** Every request with its tokens and price, one a line, in the order of time. */
export async function exportRequests(context: CliContext, options: ExportOptions): Promise<ExitCode> {
  const { fromMs, untilMs } = periodOf(options, context);
  await context.ingest();
  const { terminal } = context;
  if (options.format === 'csv') {
    terminal.out(csvRows([FIELDS.map(([name]) => name)]));
  }
  const overrides = context.ledger.overridesByRun();
  for (const priced of context.ledger.requests(fromMs, untilMs)) {
    const request = { ...priced, overrides: overrides.get(priced.event.runId) ?? [] };
    if (options.format === 'csv') {
      terminal.out(csvRows([FIELDS.map(([, pick]) => pick(request))]));
    } else {
      printJsonLine(terminal, Object.fromEntries(FIELDS.map(([name, pick]) => [name, pick(request)])));
    }
  }
  return EXIT.done;
}

/** A request with what its run was let start by, beyond its budgets. */
type ExportedRequest = PricedEvent & { readonly overrides: readonly string[] };

type Field = readonly [name: string, pick: (request: ExportedRequest) => CsvCell];

/** What is exported of a request. Null is not known; of the prices, only the one in what pays for it is told. */
const FIELDS: readonly Field[] = [
  ['occurredAt', ({ event }) => new Date(event.occurredAtMs).toISOString()],
  ['threadId', ({ event }) => event.threadId],
  ['turnId', ({ event }) => event.turnId],
  ['runId', ({ event }) => event.runId],
  ['responseId', ({ event }) => event.responseId],
  ['model', ({ event }) => event.model ?? null],
  ['effort', ({ event }) => event.effort ?? null],
  ['tier', ({ event }) => event.tier ?? null],
  ['workspace', ({ event }) => event.workspace ?? null],
  ['repository', ({ event }) => event.repository ?? null],
  ['branch', ({ event }) => event.branch ?? null],
  ['surface', ({ event }) => event.surface],
  ['account', ({ event }) => event.account ?? null],
  ['inputTokens', ({ event }) => event.usage.inputTokens],
  ['cachedInputTokens', ({ event }) => event.usage.cachedInputTokens],
  ['cacheWriteInputTokens', ({ event }) => event.usage.cacheWriteInputTokens],
  ['outputTokens', ({ event }) => event.usage.outputTokens],
  ['reasoningOutputTokens', ({ event }) => event.usage.reasoningOutputTokens],
  ['creditsMicros', ({ event, slice }) => (isPriced(slice) && !isPaidByKey(event.account) ? slice.credits : null)],
  ['usdMicros', ({ event, slice }) => (isPriced(slice) && isPaidByKey(event.account) ? slice.usd : null)],
  ['meter', ({ event, slice }) => (isPaidByKey(event.account) ? 'api' : slice.meter)],
  ['overrideIds', ({ overrides }) => (overrides.length === 0 ? null : overrides.join(' '))],
];

function isPriced({ unpricedRequests }: PricedEvent['slice']): boolean {
  return unpricedRequests === 0;
}
