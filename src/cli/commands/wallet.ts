import type { Format } from '../../core/format.ts';
import { type CreditsMicros, negateCredits } from '../../core/money.ts';
import { lastSnapshot } from '../../core/wallet/wallet.ts';
import { type WalletOutlook, walletRules } from '../../core/wallet/statement/walletOutlook.ts';
import type { StatementSums } from '../../core/wallet/statement/statementSums.ts';
import type { StatementRow } from '../../core/wallet/statement/walletStatement.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { printJson, totalTable } from '../output.ts';
import { stateText } from './balance.ts';
import { type PeriodOptions, periodOf } from './period.ts';
import { movementFields, outlookFields, statementCsv, sumsFields } from './walletFields.ts';
import { outlookLines } from './walletLines.ts';

interface WalletOptions extends PeriodOptions {
  readonly by: 'day' | 'month';
  readonly account?: string;
  readonly ingest: boolean;
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** What the shared balance did, what of it Codex here explains, the rest that nobody here can tell, and what it means. */
export async function wallet(context: CliContext, options: WalletOptions): Promise<ExitCode> {
  const { timezone, ...period } = periodOf(options, context);
  if (options.ingest) {
    await context.ingest();
  }
  const state = await context.wallet();
  const { ledger, terminal } = context;
  const seen = lastSnapshot(state) ?? ledger.latestBalance();
  const account = options.account ?? seen?.account.id ?? '';
  const rules = walletRules((await context.policy(process.cwd())).policy);
  // What Codex has just answered belongs to it.
  const nowMs = Date.now();
  const span = { ...period, untilMs: Math.min(period.untilMs, nowMs) };
  const statement = ledger.walletStatement(account, options.by, timezone, span);
  const { rows, totals } = statement;
  const outlook = (): WalletOutlook => ledger.walletOutlook(account, rules, timezone, nowMs);
  if (options.json === true) {
    const answer = { by: options.by, timezone, account: account === '' ? null : account };
    printJson(terminal, {
      ...answer,
      accounts: ledger.walletAccounts(),
      rows: rows.map((row) => ({ key: row.key, ...sumsFields(row) })),
      totals: totals ? sumsFields(totals) : null,
      movements: totals?.movements.map(movementFields) ?? [],
      ...outlookFields(outlook(), rules, span, context, nowMs),
    });
  } else if (options.csv === true) {
    terminal.out(statementCsv(rows));
  } else if (totals === undefined) {
    terminal.out(`${stateText(state) ?? 'No balance has been seen yet.'}\n`);
  } else {
    terminal.styled(statementTable(rows, totals, options.by, context));
    terminal.styled(outlookLines(outlook(), rules, span, context, nowMs));
  }
  return EXIT.done;
}

function statementTable(
  rows: readonly StatementRow[],
  totals: StatementSums,
  by: string,
  { format, terminal }: CliContext,
): string {
  const balance = (credits: CreditsMicros, isEstimated: boolean) =>
    `${isEstimated ? '≈ ' : ''}${format.credits(credits)}`;
  const cells = (key: string, sums: StatementSums): string[] => [
    key,
    balance(sums.opening, sums.isOpeningEstimated),
    format.change(negateCredits(sums.ours)),
    ...(sums.readings === 0
      ? ['not read', '', 'not read']
      : [format.change(negateCredits(sums.unattributed)), unattributedRange(sums, format), format.change(sums.topUps)]),
    balance(sums.closing, sums.isClosingEstimated),
  ];
  const header = [by, 'opening', 'codex here', 'unattributed', 'surely', 'top-ups', 'closing'];
  const body = rows.map((row) => cells(row.key, row));
  return totalTable(terminal, header, [...body, cells('total', totals)], 1) + notes(totals).join('');
}

/** Between which bounds the rest surely lies. */
function unattributedRange({ unattributedLowest, unattributedHighest }: StatementSums, format: Format): string {
  const [low, high] = [unattributedHighest, unattributedLowest].map((bound) =>
    bound === undefined ? 'any' : format.change(negateCredits(bound)),
  );
  return low === high ? '' : `${low} … ${high}`;
}

function notes({ unpricedDraws }: StatementSums): string[] {
  return [
    'Unattributed: what other ChatGPT features, other machines or cloud tasks drew, or an error of counting.',
    unpricedDraws > 0 ? 'Some requests have no known price: what they drew is unattributed, too.' : '',
  ].flatMap((note) => (note === '' ? [] : [`${note}\n`]));
}
