import { type Edit, type PlacedRollout, fixtureLines } from './rolloutHome.ts';

/** Recorded rollouts, changed into what other versions or other circumstances would have left. */
const RECORDED_AT_MS = Date.parse('2026-11-22T22:24:03.000Z');
const SLOWDOWN = 60;
const TIMESTAMP = /"timestamp":"([^"]+)"/g;

/** Stretches the time, as a real model takes seconds where the recorded backend took some milliseconds. */
const slowly: Edit = (lines) =>
  lines.map((line) =>
    line.replaceAll(TIMESTAMP, (_, at: string) => {
      const atMs = RECORDED_AT_MS + (Date.parse(at) - RECORDED_AT_MS) * SLOWDOWN;
      return `"timestamp":"${new Date(atMs).toISOString()}"`;
    }),
  );

/** A rollout at the pace of a real model, changed further by the edits, one after the other. */
export function slow(name: string, ...edits: readonly Edit[]): PlacedRollout {
  return { name, edit: (lines) => edits.reduce((edited, edit) => edit(edited), slowly(lines)) };
}

/** As Codex wrote before it kept a record of each request: running totals only. */
export const withoutRecords: Edit = (lines) => lines.filter((line) => !line.includes('"type":"token_usage_record"'));

/** As some versions did: every running total is told twice. */
export const withRepeats: Edit = (lines) =>
  lines.flatMap((line) => (line.includes('"type":"token_count"') ? [line, line] : [line]));

/** A fork as Codex writes it in the legacy history: it begins with a copy of its parent, at the time of the fork. */
export function withHistoryOf(parent: string): Edit {
  return ([first = '', ...own]) => {
    const forkedAt = TIMESTAMP_OF.exec(first)?.[1] ?? '';
    const history = fixtureLines(parent).map((line) => line.replace(TIMESTAMP_OF, `{"timestamp":"${forkedAt}"`));
    const meta = JSON.parse(first) as { payload: { history_base?: object; history_mode: string } };
    delete meta.payload.history_base;
    meta.payload.history_mode = 'legacy';
    return [JSON.stringify(meta), ...history, ...own].map((line) => line.replace(/"ordinal":\d+,/, ''));
  };
}

const TIMESTAMP_OF = /^\{"timestamp":"([^"]+)"/;

/**
 * As versions did that asked a server for the summary of a history too long: what it cost stands in its record, and in
 * no running total.
 */
export const remotelyCompacted: Edit = (lines) => {
  const compactedAt = lines.findIndex((line) => line.includes('"type":"compacted"'));
  const record = lines.slice(0, compactedAt).findLast((line) => line.includes('"type":"token_usage_record"')) ?? '';
  const { usage } = (JSON.parse(record) as { payload: { usage: TokenFields } }).payload;
  const totalsAt = lines.findLastIndex((line, at) => at < compactedAt && line.includes('"type":"token_count"'));
  return lines.flatMap((line, at) => (at === totalsAt ? [] : [at > totalsAt ? withoutUsage(line, usage) : line]));
};

/** As versions did whose running totals began anew when a thread was resumed. */
export const restartingTotals: Edit = (lines) => {
  const resumedAt = lines.findLastIndex((line) => line.includes('"type":"task_started"'));
  const told = lines.slice(0, resumedAt).findLast((line) => line.includes('"type":"token_count"')) ?? '';
  const { total_token_usage: before } = (JSON.parse(told) as TokenCountLine).payload.info;
  return lines.map((line, at) => (at > resumedAt ? withoutUsage(line, before) : line));
};

interface TokenCountLine {
  readonly payload: { readonly info: { total_token_usage: TokenFields } };
}

type TokenFields = Readonly<Record<string, number>>;

function withoutUsage(line: string, usage: TokenFields): string {
  if (!line.includes('"type":"token_count"')) {
    return line;
  }
  const json = JSON.parse(line) as TokenCountLine;
  const total = Object.entries(json.payload.info.total_token_usage);
  json.payload.info.total_token_usage = Object.fromEntries(
    total.map(([field, tokens]) => [field, tokens - (usage[field] ?? 0)]),
  );
  return JSON.stringify(json);
}
