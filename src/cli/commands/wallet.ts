import { Calendar } from '../../core/calendar.ts';
import type { Format } from '../../core/format.ts';
import { type CreditsMicros, NO_CREDITS, subtractCredits } from '../../core/money.ts';
import type { Movement } from '../../core/walletStatement/findMovements.ts';
import type { StatementSums } from '../../core/walletStatement/statementSums.ts';
import type { WalletStatement } from '../../core/walletStatement/walletStatement.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { csv, inStyle, printJson, table } from '../output.ts';
import { stateText } from './balance.ts';
import { instantOf } from './instant.ts';

export interface WalletOptions {
  readonly by: 'day' | 'month';
  readonly since?: string;
  readonly until?: string;
  readonly timezone?: string;
  readonly account?: string;
  readonly ingest: boolean;
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** What the shared balance did, what of it Codex here explains, and the rest that nobody here can tell. */
export async function wallet(context: CliContext, options: WalletOptions): Promise<ExitCode> {
  const timezone = options.timezone ?? context.timezone;
  const calendar = new Calendar(timezone);
  const fromMs = instantOf(options.since, '--since', calendar) ?? 0;
  const untilMs = Math.min(instantOf(options.until, '--until', calendar) ?? Number.MAX_SAFE_INTEGER, Date.now());
  if (options.ingest) {
    await context.ingest();
  }
  const state = await context.wallet();
  const accounts = context.ledger.walletAccounts();
  const account = options.account ?? accountOf(state) ?? accounts.at(-1) ?? '';
  const statement = context.ledger.walletStatement(account, options.by, timezone, { fromMs, untilMs });
  const { terminal } = context;
  if (options.json === true) {
    const { rows, totals } = statement;
    const answer = { by: options.by, timezone, account: account === '' ? null : account, accounts };
    const movements = totals?.movements.map(movementFields) ?? [];
    printJson(terminal, {
      ...answer,
      rows: rows.map((row) => ({ key: row.key, ...fieldsOf(row) })),
      totals: totals ? fieldsOf(totals) : null,
      movements,
    });
  } else if (options.csv === true) {
    terminal.out(statementCsv(statement));
  } else {
    const words = statement.totals === undefined ? (stateText(state) ?? 'No balance has been seen yet.') : undefined;
    terminal.styled(words === undefined ? statementTable(statement, options.by, context) : `${words}\n`);
  }
  return EXIT.done;
}

function accountOf(state: Awaited<ReturnType<CliContext['wallet']>>): string | undefined {
  return state.kind === 'known' ? state.snapshot.account.id : undefined;
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

function statementCsv({ rows }: WalletStatement): string {
  const cells = (sums: StatementSums) => FIELDS.map(([, pick]) => Number(pick(sums) ?? Number.NaN));
  return csv(
    ['key', ...FIELDS.map(([name]) => name)],
    rows.map((row) => [row.key, ...cells(row).map((value) => (Number.isNaN(value) ? null : value))]),
  );
}

function statementTable({ rows, totals }: WalletStatement, by: string, { format, terminal }: CliContext): string {
  const balance = (credits: CreditsMicros, isEstimated: boolean) =>
    `${isEstimated ? '≈ ' : ''}${format.credits(credits)}`;
  const cells = (key: string, sums: StatementSums): string[] => [
    key,
    balance(sums.opening, sums.isOpeningEstimated),
    format.change(subtractCredits(NO_CREDITS, sums.ours)),
    ...(sums.readings === 0
      ? ['not read', '', 'not read']
      : [
          format.change(subtractCredits(NO_CREDITS, sums.unattributed)),
          unattributedRange(sums, format),
          format.change(sums.topUps),
        ]),
    balance(sums.closing, sums.isClosingEstimated),
  ];
  const header = [by, 'opening', 'codex here', 'unattributed', 'surely', 'top-ups', 'closing'];
  const body = rows.map((row) => cells(row.key, row));
  const lines = table(header, totals === undefined ? body : [...body, cells('total', totals)], 1)
    .trimEnd()
    .split('\n');
  const styled = lines.map((line, index) =>
    index === 0 || index === lines.length - 1 ? inStyle(terminal, 'bold', line) : line,
  );
  return [...styled, ...notes(totals)].map((line) => `${line}\n`).join('');
}

/** Between which bounds the rest surely lies. */
function unattributedRange({ unattributedLowest, unattributedHighest }: StatementSums, format: Format): string {
  const [low, high] = [unattributedHighest, unattributedLowest].map((bound) =>
    bound === undefined ? 'any' : format.change(subtractCredits(NO_CREDITS, bound)),
  );
  return low === high ? '' : `${low} … ${high}`;
}

function notes(totals: StatementSums | undefined): string[] {
  return [
    'Unattributed: what other ChatGPT features, other machines or cloud tasks drew, or an error of counting.',
    (totals?.unpricedDraws ?? 0) > 0 ? 'Some requests have no known price: what they drew is unattributed, too.' : '',
  ].filter((note) => note !== '');
}
