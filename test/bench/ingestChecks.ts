import type { UsageTotals } from '../support/codex/backendLog.ts';
import type { Manifest } from './corpus/corpus.ts';
import { differences } from './verdict.ts';

/** What is wrong with an answer of `ingest --json`. */
export function ingestMistakes(answer: string, written: { requests: number; bytes?: number }): readonly string[] {
  const { usageRecords, bytesRead } = JSON.parse(answer) as { usageRecords: number; bytesRead: number };
  const { requests, bytes = bytesRead } = written;
  return [
    ...(usageRecords === requests ? [] : [`ingest: ${usageRecords} new requests instead of ${requests}`]),
    ...(bytesRead === bytes ? [] : [`ingest: ${bytesRead} bytes read instead of ${bytes}`]),
  ];
}

/** What is wrong with an answer of `report --by day --json`: with its totals, or with a day. */
export function reportMistakes(answer: string, written: Pick<Manifest, 'totals' | 'days'>): readonly string[] {
  const { rows } = JSON.parse(answer) as ReportAnswer;
  const told = new Map(rows.map((row) => [row.key, row]));
  const dayMistakes = Object.entries(written.days).flatMap(([day, usage]) => {
    const row = told.get(day);
    return (row === undefined ? ['missing'] : differences(row, usage)).map((text) => `report: ${day} ${text}`);
  });
  const extraDays = rows.length - Object.keys(written.days).length;
  return [
    ...totalsMistakes(answer, written),
    ...dayMistakes,
    ...(extraDays > 0 ? [`report: ${extraDays} days too many`] : []),
  ];
}

/** What is wrong with an answer of `report --json`, however it is cut: with its totals, or with the sum of its rows. */
export function totalsMistakes(answer: string, { totals: written }: Pick<Manifest, 'totals'>): readonly string[] {
  const { by, totals, rows } = JSON.parse(answer) as ReportAnswer;
  return [
    ...differences(totals, written).map((text) => `report --by ${by}: ${text}`),
    ...differences(sumOf(rows), written).map((text) => `report --by ${by}: its rows ${text}`),
  ];
}

export function reportTotals(answer: string): UsageTotals {
  return (JSON.parse(answer) as ReportAnswer).totals;
}

function sumOf(rows: readonly UsageTotals[]): UsageTotals {
  const sum = (field: keyof UsageTotals): number => rows.reduce((total, row) => total + row[field], 0);
  return {
    requests: sum('requests'),
    inputTokens: sum('inputTokens'),
    cachedInputTokens: sum('cachedInputTokens'),
    cacheWriteInputTokens: sum('cacheWriteInputTokens'),
    outputTokens: sum('outputTokens'),
    reasoningOutputTokens: sum('reasoningOutputTokens'),
  };
}

interface ReportAnswer {
  readonly by: string;
  readonly totals: UsageTotals;
  readonly rows: readonly (UsageTotals & { readonly key: string })[];
}
