import { randomUUID } from 'node:crypto';

import { GuardError } from '../../base/errors.ts';
import { type BudgetStatus, remainingOf } from '../../core/budgets/budgetStatus.ts';
import { budgetName, remainingText } from '../../core/budgets/budgetText.ts';
import { type CreditsMicros, creditsToMicros } from '../../core/money.ts';
import type { RecordedOverride } from '../../core/policy/override.ts';
import { overrideText } from '../../core/policy/overrideText.ts';
import { canBeRaised, newOverride } from '../../guard/policy/overrides.ts';
import { ask } from '../ask.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { plainText, printJsonRows, table } from '../output.ts';
import { requirePerson } from '../person.ts';
import { type PeriodOptions, periodOf } from './period.ts';

/** By what budgets were raised, for how long, why, and which decisions drew on it. */
export function overrideList(context: CliContext, options: PeriodOptions & { readonly json?: boolean }): ExitCode {
  const { fromMs, untilMs } = periodOf(options, context);
  const overrides = context.ledger.overrides(fromMs, untilMs);
  const { terminal } = context;
  if (options.json === true) {
    printJsonRows(terminal, {}, overrides, overrideFields);
  } else {
    terminal.out(overrides.length === 0 ? 'No budget was raised.\n' : overrideTable(overrides, context));
  }
  return EXIT.done;
}

/** Overrides for a person, each a line. */
export function overrideTable(overrides: readonly RecordedOverride[], { t, format }: CliContext): string {
  const nowMs = Date.now();
  const rows = overrides.map((override) => [
    format.instant(override.givenAtMs, nowMs),
    override.budgetId,
    override.expiresAtMs > nowMs ? 'in force' : 'over',
    override.kind === 'once' ? (override.usedBy.at(-1) ?? 'unused') : '',
    overrideText(override, t, format, nowMs),
  ]);
  return table(['given', 'budget', 'state', 'used by', 'what'], rows, 5);
}

/** An override for a program. */
export function overrideFields({ credits, reason, ...override }: RecordedOverride): object {
  return { ...override, creditsMicros: credits, reason: reason ?? null };
}

interface OverrideOptions {
  readonly budget: string;
  readonly credits: number;
  readonly today?: boolean;
  readonly reason?: string;
  readonly cwd?: string;
}

/** Raises one budget, for one run or for today, when the person at this terminal says so. */
export async function overrideAdd(context: CliContext, options: OverrideOptions): Promise<ExitCode> {
  const { terminal, format, t, timezone } = context;
  requirePerson(terminal, 'an override');
  const more = amountOf(options.credits);
  const { policy } = await context.policy(options.cwd ?? process.cwd());
  await context.ingest();
  const status = budgetOf(context.ledger.budgets(policy, timezone, Date.now()), options.budget);
  const reason = options.reason?.trim();
  const override = newOverride(
    status,
    {
      kind: options.today === true ? 'today' : 'once',
      more,
      reason: reason === '' ? undefined : reason,
      givenBy: 'command line',
    },
    randomUUID(),
    policy.timezone.value ?? timezone,
    Date.now(),
  );
  const left = remainingText(remainingOf(status), t, format);
  const name = budgetName(status.budget.value, t);
  terminal.err(plainText(`${name}: ${left}. ${overrideText(override, t, format, Date.now())}.\n`));
  if ((await ask('Raise it? [y/N] ')) !== 'y') {
    terminal.err('Not raised.\n');
    return EXIT.notConfirmed;
  }
  context.ledger.giveOverride(override);
  terminal.out('Raised. It is kept in the audit, and told with each run that needs it.\n');
  return EXIT.done;
}

function amountOf(credits: number): CreditsMicros {
  const amount = creditsToMicros(credits);
  if (amount <= 0) {
    throw new GuardError('input.invalid', '--credits must be above zero');
  }
  return amount;
}

/** The same id may stand in several files; only one that a person may raise is of use. */
function budgetOf(statuses: readonly BudgetStatus[], id: string): BudgetStatus {
  const named = statuses.filter(({ budget }) => budget.value.id === id);
  const status = named.find(canBeRaised) ?? named[0];
  if (status === undefined) {
    const known = statuses.map(({ budget }) => `“${budget.value.id}”`).join(', ');
    throw new GuardError('input.invalid', `no budget has the id “${id}”`, {
      remedy: known === '' ? 'No budget is in force here.' : `Those in force here: ${known}.`,
    });
  }
  return status;
}
