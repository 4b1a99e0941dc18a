import type { Finding } from '../../core/decisions/finding.ts';
import { estimateText } from '../../core/estimate/estimateText.ts';
import { findingText } from '../../core/decisions/findingText.ts';
import { type Preflight, assessRun } from '../../guard/runs/preflight.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { printJson } from '../output.ts';
import { type RunOptions, cwdOf, estimateFields, readPrompt, wishOf } from './wish.ts';

const EXIT_OF_EFFECT = { allow: EXIT.done, warn: EXIT.done, confirm: EXIT.notConfirmed, deny: EXIT.refused } as const;

/** What would be decided about a run, without running or recording anything. */
export async function check(context: CliContext, options: RunOptions): Promise<ExitCode> {
  const prompt = options.estimateCredits === undefined ? await readPrompt(context) : undefined;
  await context.ingest();
  const circumstances = await context.circumstances(cwdOf(options), await context.wallet());
  const preflight = await assessRun(context.remoteLedger, wishOf(context, options, prompt), circumstances);
  if (options.json === true) {
    printJson(context.terminal, decisionFields(preflight, context, circumstances.nowMs));
  } else {
    context.terminal.out(decisionLines(preflight, context, circumstances.nowMs));
  }
  return EXIT_OF_EFFECT[preflight.decision.effect];
}

/** A decision as CONTRACT has it. */
export function decisionFields({ decision, estimate }: Preflight, context: CliContext, nowMs: number) {
  return {
    effect: decision.effect,
    findings: decision.findings.map((finding) => findingFields(finding, context, nowMs)),
    capCreditsMicros: decision.cap ?? null,
    estimate: estimateFields(estimate, context),
  };
}

/** A decision for a person: the range, what will happen, and why. */
export function decisionLines(
  { decision, estimate, request }: Preflight,
  { t, format }: CliContext,
  nowMs: number,
): string {
  const verdict = {
    allow: 'It may start.',
    warn: 'It may start.',
    confirm: 'It starts only if you say so.',
    deny: 'It is not started.',
  }[decision.effect];
  const atCap = request.policy.onCap.value === 'pause' ? 'held' : 'stopped';
  const cap = decision.cap === undefined ? [] : [`It is ${atCap} at ${format.limit(decision.cap)} credits.`];
  const reasons = decision.findings.map((finding) => findingText(finding, t, format, nowMs));
  return [estimateText(estimate, t, format), ...reasons, verdict, ...(decision.effect === 'deny' ? [] : cap)]
    .map((line) => line + '\n')
    .join('');
}

/** A finding as CONTRACT has it, in the words of the instant at which it was made. */
export function findingFields(finding: Finding, { t, format }: CliContext, nowMs: number) {
  return {
    ruleId: finding.ruleId,
    file: finding.file ?? null,
    effect: finding.effect,
    text: findingText(finding, t, format, nowMs),
    limitCreditsMicros: finding.limit ?? null,
    spentCreditsMicros: finding.spent ?? null,
    reservedCreditsMicros: finding.reserved ?? null,
    remainingCreditsMicros: finding.remaining ?? null,
    resetsAtMs: finding.resetsAtMs ?? null,
  };
}
