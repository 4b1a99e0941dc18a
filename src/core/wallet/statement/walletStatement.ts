import type { Calendar, Span } from '../../calendar.ts';
import { spansOf } from '../../usage/cuts.ts';
import { AccountHistory, type BalanceHistory } from './accountHistory.ts';
import type { StatementSums } from './statementSums.ts';

/** One day or month of a statement. */
export interface StatementRow extends StatementSums {
  /** `YYYY-MM-DD`, or `YYYY-MM` of a month. */
  readonly key: string;
}

export interface WalletStatement {
  /** From the first reading on: nothing is known before. The first and the last may be parts of a day or month. */
  readonly rows: readonly StatementRow[];
  /** Undefined: no balance is known in this range. Its range of what is unattributed is narrower than the rows' sum. */
  readonly totals: StatementSums | undefined;
}

/** What the balance did in `range`, by day or month; {@link StatementSums} says what holds in each row. O(n log n). */
export function walletStatement(
  history: BalanceHistory,
  by: 'day' | 'month',
  calendar: Calendar,
  range: Span,
): WalletStatement {
  const account = new AccountHistory(history);
  const fromMs = Math.max(range.fromMs, history.readings[0]?.atMs ?? range.untilMs);
  if (fromMs >= range.untilMs) {
    return { rows: [], totals: undefined };
  }
  const known = { fromMs, untilMs: range.untilMs };
  const rows = spansOf(by, calendar, known).map((span) => ({
    key: by === 'month' ? calendar.monthKey(span.fromMs) : calendar.dateKey(span.fromMs),
    ...account.sumsOf(span),
  }));
  return { rows, totals: account.sumsOf(known) };
}
