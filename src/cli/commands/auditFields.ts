import type { AuditEntry, AuditRun } from '../../core/decisions/audit.ts';
import { findingText } from '../../core/decisions/findingText.ts';
import type { CliContext } from '../context.ts';
import { type CsvCell, csv } from '../output.ts';
import { findingFields } from './check.ts';
import { estimateFields } from './wish.ts';

/** A decision with all that came of it, for a program. */
export function auditFields(entry: AuditEntry, context: CliContext) {
  const { subject, decidedAtMs } = entry;
  return {
    decisionId: entry.decisionId,
    decidedAtMs,
    surface: subject.surface,
    workspace: subject.workspace ?? null,
    model: subject.model ?? null,
    effort: subject.effort ?? null,
    tier: subject.tier ?? null,
    effect: entry.effect,
    findings: entry.findings.map((finding) => findingFields(finding, context, decidedAtMs)),
    estimate: estimateFields(entry.estimate, context),
    capCreditsMicros: entry.cap ?? null,
    rateCardId: entry.rateCardId,
    answers: entry.answers,
    run: entry.run === undefined ? null : runFields(entry.run),
  };
}

function runFields(run: AuditRun) {
  return {
    runId: run.runId,
    threadId: run.threadId,
    startedAtMs: run.startedAtMs,
    endedAtMs: run.endedAtMs ?? null,
    status: run.status,
    requests: run.requests,
    creditsMicros: run.cost ?? null,
    unpricedRequests: run.unpricedRequests,
    holdAnswers: run.holdAnswers.map(({ cap, reason, ...answer }) => ({
      ...answer,
      capCreditsMicros: cap ?? null,
      reason: reason ?? null,
    })),
  };
}

const CSV_HEADER = [
  'decidedAt',
  'decisionId',
  'surface',
  'workspace',
  'model',
  'effort',
  'tier',
  'p50CreditsMicros',
  'p90CreditsMicros',
  'capCreditsMicros',
  'effect',
  'findings',
  'answer',
  'answeredBy',
  'answeredAt',
  'runId',
  'status',
  'requests',
  'creditsMicros',
  'unpricedRequests',
] as const;

/** A row a decision, with its last answer; empty cells are not known, or there is none. */
export function auditCsv(entries: readonly AuditEntry[], { t, format }: CliContext): string {
  const rowOf = ({ subject, estimate, run, decidedAtMs, ...entry }: AuditEntry): CsvCell[] => {
    const amounts = estimate.kind === 'priced' ? estimate.credits : undefined;
    const answer = entry.answers.at(-1);
    return [
      iso(decidedAtMs),
      entry.decisionId,
      subject.surface,
      subject.workspace ?? null,
      subject.model ?? null,
      subject.effort ?? null,
      subject.tier ?? null,
      amounts?.p50 ?? null,
      amounts?.p90 ?? null,
      entry.cap ?? null,
      entry.effect,
      entry.findings.map((finding) => findingText(finding, t, format, decidedAtMs)).join(' '),
      answer?.answer ?? null,
      answer?.answeredBy ?? null,
      answer === undefined ? null : iso(answer.answeredAtMs),
      run?.runId ?? null,
      run?.status ?? null,
      run?.requests ?? null,
      run?.cost ?? null,
      run?.unpricedRequests ?? null,
    ];
  };
  return csv(CSV_HEADER, entries.map(rowOf));
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}
