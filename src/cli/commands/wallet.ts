import type { Format } from '../../core/format.ts';
import { type CreditsMicros, negateCredits } from '../../core/money.ts';
import { lastSnapshot } from '../../core/wallet.ts';
import type { Movement } from '../../core/walletStatement/findMovements.ts';
import type { StatementSums } from '../../core/walletStatement/statementSums.ts';
import type { StatementRow } from '../../core/walletStatement/walletStatement.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { csv, printJson, totalTable } from '../output.ts';
import { stateText } from './balance.ts';
import { type PeriodOptions, periodOf } from './period.ts';

export interface WalletOptions extends PeriodOptions {
  readonly by: 'day' | 'month';
  readonly account?: string;
  readonly ingest: boolean;
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** What the shared balance did, what of it Codex here explains, and the rest that nobody here can tell. */
export async function wallet(context: CliContext, options: WalletOptions): Promise<ExitCode> {
  const { timezone, ...period } = periodOf(options, context.timezone);
  const span = { ...period, untilMs: Math.min(period.untilMs, Date.now()) };
  if (options.ingest) {
    await context.ingest();
  }
  const state = await context.wallet();
  const accounts = context.ledger.walletAccounts();
  const seen = lastSnapshot(state) ?? context.ledger.latestBalance();
  const account = options.account ?? seen?.account.id ?? '';
  const { rows, totals } = context.ledger.walletStatement(account, options.by, timezone, span);
  const { terminal } = context;
  if (options.json === true) {
    const answer = { by: options.by, timezone, account: account === '' ? null : account, accounts };
    const movements = totals?.movements.map(movementFields) ?? [];
    printJson(terminal, {
      ...answer,
      rows: rows.map((row) => ({ key: row.key, ...fieldsOf(row) })),
      totals: totals ? fieldsOf(totals) : null,
      movements,
    });
  } else if (options.csv === true) {
    terminal.out(statementCsv(rows));
  } else if (totals === undefined) {
    terminal.out(`${stateText(state) ?? 'No balance has been seen yet.'}\n`);
  } else {
    terminal.styled(statementTable(rows, totals, options.by, context));
  }
  return EXIT.done;
}

type Field = readonly [name: string, pick: (sums: StatementSums) => number | boolean | null];

const FIELDS: readonly Field[] = [
  ['fromMs', ({ fromMs }) => fromMs],
  ['untilMs', ({ untilMs }) => untilMs],
  ['openingCreditsMicros', ({ opening }) => opening],
  ['openingEstimated', ({ isOpeningEstimated }) => isOpeningEstimated],
  ['usedCreditsMicros', ({ ours }) => ours],
  ['usedLowestCreditsMicros', ({ oursLowest }) => oursLowest],
  ['usedHighestCreditsMicros', ({ oursHighest }) => oursHighest ?? null],
  ['unpricedRequests', ({ unpricedDraws }) => unpricedDraws],
  ['topUpCreditsMicros', ({ topUps }) => topUps],
  ['unattributedCreditsMicros', ({ unattributed }) => unattributed],
  ['unattributedLowestCreditsMicros', ({ unattributedLowest }) => unattributedLowest ?? null],
  ['unattributedHighestCreditsMicros', ({ unattributedHighest }) => unattributedHighest ?? null],
  ['unattributedProven', ({ isProven }) => isProven],
  ['closingCreditsMicros', ({ closing }) => closing],
  ['closingEstimated', ({ isClosingEstimated }) => isClosingEstimated],
  ['readings', ({ readings }) => readings],
];

function fieldsOf(sums: StatementSums): Record<string, number | boolean | null> {
  return Object.fromEntries(FIELDS.map(([name, pick]) => [name, pick(sums)]));
}

function movementFields({ kind, fromMs, untilMs, credits, lowest, highest }: Movement) {
  return {
    kind,
    fromMs,
    untilMs,
    creditsMicros: credits,
    lowestCreditsMicros: lowest,
    highestCreditsMicros: highest ?? null,
  };
}

function statementCsv(rows: readonly StatementRow[]): string {
  const cells = (sums: StatementSums) => FIELDS.map(([, pick]) => Number(pick(sums) ?? Number.NaN));
  return csv(
    ['key', ...FIELDS.map(([name]) => name)],
    rows.map((row) => [row.key, ...cells(row).map((value) => (Number.isNaN(value) ? null : value))]),
  );
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
