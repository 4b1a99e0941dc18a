import type { AuditEntry } from '../../core/decisions/audit.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { printJsonRows, table } from '../output.ts';
import { auditCsv, auditFields } from './auditFields.ts';
import { overrideFields, overrideTable } from './override.ts';
import { type PeriodOptions, periodOf } from './period.ts';

interface AuditOptions extends PeriodOptions {
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** What was decided, what was answered by whom, and what it came to. */
export async function audit(context: CliContext, options: AuditOptions): Promise<ExitCode> {
  const { fromMs, untilMs } = periodOf(options, context);
  // What runs have cost is read from their logs.
  await context.ingest();
  const entries = context.ledger.audit(fromMs, untilMs);
  const overrides = context.ledger.overrides(fromMs, untilMs);
  const { terminal } = context;
  if (options.json === true) {
    printJsonRows(terminal, { overrides: overrides.map(overrideFields) }, entries, (entry) =>
      auditFields(entry, context),
    );
  } else if (options.csv === true) {
    terminal.out(auditCsv(entries, context));
  } else {
    terminal.out(entries.length === 0 ? 'Nothing has been decided yet.\n' : auditTable(entries, context));
    terminal.out(overrides.length === 0 ? '' : `\n${overrideTable(overrides, context)}`);
  }
  return EXIT.done;
}

function auditTable(entries: readonly AuditEntry[], { format }: CliContext): string {
  const nowMs = Date.now();
  const header = ['decided', 'where', 'model', 'likely', 'effect', 'answer', 'by', 'run', 'credits'];
  const rows = entries.map(({ decidedAtMs, subject, estimate, effect, answers, run }) => [
    format.instant(decidedAtMs, nowMs),
    subject.workspace ?? subject.surface,
    subject.model ?? 'unknown',
    estimate.kind === 'unpriced'
      ? 'no price'
      : `${format.credits(estimate.credits.p10)}–${format.credits(estimate.credits.p90)}`,
    effect,
    answers.at(-1)?.answer ?? 'none',
    answers.at(-1)?.answeredBy ?? '',
    run?.status ?? '',
    run === undefined ? '' : run.cost === undefined ? 'unknown' : format.credits(run.cost),
  ]);
  return table(header, rows, header.length - 1);
}
