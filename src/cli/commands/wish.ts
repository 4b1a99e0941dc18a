import { text } from 'node:stream/consumers';

import { GuardError } from '../../base/errors.ts';
import type { RunEstimate } from '../../core/estimate/estimateRun.ts';
import { reasonText } from '../../core/estimate/estimateText.ts';
import { type CreditsMicros, creditsToMicros } from '../../core/money.ts';
import type { RunWish } from '../../guard/runs/preflight.ts';
import type { CliContext } from '../context.ts';

/** The options that describe a run. */
export interface RunOptions {
  readonly model?: string;
  readonly effort?: string;
  readonly tier?: string;
  readonly cwd?: string;
  readonly thread?: string;
  readonly estimateCredits?: number;
  readonly capCredits?: number;
  readonly json?: boolean;
}

/** The run that the options describe; without a prompt where none is to be estimated. */
export function wishOf(context: CliContext, options: RunOptions, prompt: string | undefined): RunWish {
  return {
    subject: {
      surface: 'guardrails',
      workspace: context.workspace(cwdOf(options)),
      model: options.model,
      effort: options.effort,
      tier: options.tier,
      threadId: options.thread,
    },
    prompt,
    requestedCap: micros(options.capCredits),
    assumedCredits: micros(options.estimateCredits),
  };
}

/** Where the run is to work: where the command was called, unless another folder is named. */
export function cwdOf({ cwd }: RunOptions): string {
  return cwd ?? process.cwd();
}

/** The prompt on standard input. A person at a terminal is told that it is waited for. */
export async function readPrompt({ terminal }: CliContext): Promise<string> {
  if (process.stdin.isTTY) {
    terminal.err('Write the prompt, then press Ctrl-D.\n');
  }
  const prompt = (await text(process.stdin)).trim();
  if (prompt === '') {
    throw new GuardError('input.invalid', 'there is no prompt on standard input', {
      remedy: 'Give it one, for instance: echo "Fix the build" | codex-guardrails estimate --model gpt-5.5',
    });
  }
  return prompt;
}

/** An estimate as CONTRACT has it. */
export function estimateFields(estimate: RunEstimate, { t, format }: CliContext) {
  const { basis, runsConsidered, meter } = estimate;
  const reasons = estimate.reasons.map((reason) => ({
    code: reason.code,
    text: reasonText(reason, t, format),
    factor: reason.factor,
  }));
  if (estimate.kind === 'unpriced') {
    const { p50, p90 } = estimate.units;
    return {
      unpriced: true,
      model: estimate.model ?? null,
      p50Units: p50,
      p90Units: p90,
      basis,
      runsConsidered,
      reasons,
      meter,
    };
  }
  const { p05, p10, p50, p90, p95 } = estimate.credits;
  return {
    p50CreditsMicros: p50,
    p90CreditsMicros: p90,
    interval80: { lowCreditsMicros: p10, highCreditsMicros: p90 },
    interval90: { lowCreditsMicros: p05, highCreditsMicros: p95 },
    basis,
    runsConsidered,
    reasons,
    unpriced: false,
    derivedPrice: estimate.priceGrade === 'derived',
    meter,
  };
}

function micros(credits: number | undefined): CreditsMicros | undefined {
  return credits === undefined ? undefined : creditsToMicros(credits);
}
