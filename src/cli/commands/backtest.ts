import { writeFileSync } from 'node:fs';

import { GuardError, messageOf } from '../../base/errors.ts';
import { type Prediction, type Scores, replay, scoresOf } from '../../core/estimate/backtest.ts';
import { PRIORS } from '../../core/estimate/priors.ts';
import { unitsAt } from '../../core/estimate/quantiles.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { printJson } from '../output.ts';
import { readRunTable } from '../runTable.ts';

interface BacktestOptions {
  readonly runs: string;
  readonly predictions?: string;
  readonly json?: boolean;
}

/** Replays a table of runs, and says how good the estimates would have been. */
export function backtest({ terminal }: CliContext, options: BacktestOptions): ExitCode {
  const runs = readRunTable(options.runs);
  if (runs.length === 0) {
    throw new GuardError('input.invalid', `--runs ${options.runs} has no run that could be used`, {
      remedy: 'A run has a user, a thread, the time it began (t0) and at least one request (req).',
    });
  }
  const predictions = replay(runs, PRIORS);
  if (options.predictions !== undefined) {
    writePredictions(options.predictions, predictions);
  }
  const scores = scoresOf(predictions);
  if (options.json === true) {
    printJson(terminal, scores);
  } else {
    terminal.out(scoreLines(scores));
  }
  return EXIT.done;
}

function scoreLines(scores: Scores): string {
  const { rows, users, coverage80, coverage90, pinballP50, pinballP90, medianAbsRelError } = scores;
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  return [
    `${rows} runs of ${users} people.`,
    `Inside the 80 % range: ${percent(coverage80)}. Inside the 90 % range: ${percent(coverage90)}.`,
    `Pinball loss, on the logarithm of units: ${pinballP50.toFixed(4)} at P50, ${pinballP90.toFixed(4)} at P90.`,
    `Half of all estimates are off by less than ${percent(medianAbsRelError)}.`,
  ]
    .map((line) => `${line}\n`)
    .join('');
}

function writePredictions(file: string, predictions: readonly Prediction[]): void {
  const lines = predictions.map(({ run, quantiles }) => {
    const { p05, p10, p50, p90, p95 } = unitsAt(quantiles);
    const { user, threadId: thread, startedAtS: t0, units: actual } = run;
    return JSON.stringify({ user, thread, t0, q05: p05, q10: p10, q50: p50, q90: p90, q95: p95, actual });
  });
  try {
    writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
  } catch (error) {
    throw new GuardError('input.invalid', `--predictions ${file} cannot be written: ${messageOf(error)}`);
  }
}
