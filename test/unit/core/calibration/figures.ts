/** Threads as two sides see them, for tests of calibration. */
import type { Comparison } from '../../../../src/core/prices/calibration/figures.ts';
import { compareFigures } from '../../../../src/core/prices/calibration/figures.ts';
import { type SolvedRates, costAt } from '../../../../src/core/prices/calibration/solveRates.ts';
import { creditsToMicros } from '../../../../src/core/money.ts';
import { DAY_MS, NOW_MS, tokens } from '../../make.ts';

export interface ThreadFigures {
  readonly day?: number;
  readonly input?: number;
  readonly cached?: number;
  readonly output?: number;
  readonly ourRates: SolvedRates | undefined;
  readonly theirRates: SolvedRates;
  readonly tier?: string;
  readonly longRequests?: number;
}

/** A thread that ended so many days after the first, by two rate cards. */
export function compared(thread: ThreadFigures): Comparison {
  const { day = 0, input = 100_000, cached = 60_000, output = 2_000, tier = 'standard', longRequests = 0 } = thread;
  const part = { threadId: `thread-${day}`, model: 'gpt-5.5', tier };
  const startedAtMs = NOW_MS + day * DAY_MS;
  const sample = { fresh: input - cached, cached, output };
  const at = (rates: SolvedRates) => creditsToMicros(costAt(rates, sample));
  const credits = thread.ourRates && at(thread.ourRates);
  const ours = {
    ...part,
    credits,
    usage: tokens(input, cached, output),
    requests: 4,
    startedAtMs,
    endedAtMs: startedAtMs + 60_000,
    longRequests,
    isIncomplete: false,
  };
  const account = {
    ...part,
    credits: at(thread.theirRates),
    inputTokens: input,
    cachedInputTokens: cached,
    outputTokens: output,
    readAtMs: startedAtMs + 120_000,
  };
  const [comparison] = compareFigures([ours], [account]);
  if (comparison === undefined) {
    throw new Error('the figures are of the same part');
  }
  return comparison;
}
