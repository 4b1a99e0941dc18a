import type { Span } from '../../calendar.ts';
import type { CreditsMicros } from '../../money.ts';
import type { Movement } from './findMovements.ts';

/**
 * What the balance did in a stretch of time: `opening − ours + topUps − unattributed = closing`, exactly.
 *
 * The balance at an instant between two readings is taken to be the earlier one less our draws since. So whatever our
 * draws do not explain falls into the stretch of the reading that shows it.
 */
export interface StatementSums extends Span {
  readonly opening: CreditsMicros;
  /** No reading after it confirms it. */
  readonly isOpeningEstimated: boolean;
  /** What the requests of this machine are counted with … */
  readonly ours: CreditsMicros;
  /** … and the range of what they may have drawn. */
  readonly oursLowest: CreditsMicros;
  /** Undefined: some have no known price. */
  readonly oursHighest: CreditsMicros | undefined;
  readonly unpricedDraws: number;
  /** The best guesses of the top-ups among `movements`. */
  readonly topUps: CreditsMicros;
  /**
   * What our draws and the top-ups do not explain: taken by others, or an error of counting. It may be below zero, as
   * where our last draws do not show yet.
   */
  readonly unattributed: CreditsMicros;
  /** The range of what was taken by others. Undefined: no bound on that side. */
  readonly unattributedLowest: CreditsMicros | undefined;
  readonly unattributedHighest: CreditsMicros | undefined;
  /** That range leaves out zero. Otherwise, late balances and draws that are not known exactly may explain all. */
  readonly isProven: boolean;
  readonly closing: CreditsMicros;
  readonly isClosingEstimated: boolean;
  readonly readings: number;
  /** Those that a reading of this stretch proves. */
  readonly movements: readonly Movement[];
}
