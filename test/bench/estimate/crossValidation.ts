import { type Prediction, type RecordedRun, byUser, replay } from '../../../src/core/estimate/backtest.ts';
import { fitPriors } from './fitPriors.ts';

const FOLDS = 5;

/**
 * What would have been said of each run with constants that were fitted to other users only. Users are dealt out to
 * folds in the order of their names, which are hashes.
 */
export function crossValidate(runs: readonly RecordedRun[]): Prediction[] {
  const foldOf = new Map([...byUser(runs).keys()].sort().map((user, index) => [user, index % FOLDS]));
  return Array.from({ length: FOLDS }, (_, fold) => fold).flatMap((fold) => {
    const [held, others] = [
      runs.filter(({ user }) => foldOf.get(user) === fold),
      runs.filter(({ user }) => foldOf.get(user) !== fold),
    ];
    return replay(held, fitPriors(others));
  });
}
