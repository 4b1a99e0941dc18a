import type { Calendar } from '../../calendar.ts';
import {
  type CreditsMicros,
  MICROS_PER_UNIT,
  MOST_CREDITS,
  addCredits,
  creditsMicros,
  lowestCredits,
  maxCredits,
  subtractCredits,
} from '../../money.ts';
import type { AutoReload } from '../../policy/policy.ts';
import type { CumulativeDraws } from './drawSums.ts';
import { type Need, dailyP90, forecastNeed } from './needForecast.ts';

/** The most that automatic top-up may buy in a month. One-time purchases come on top, whatever it is set to. */
export type ReloadExposure =
  | { readonly kind: 'notDeclared' }
  | { readonly kind: 'unlimited' }
  | { readonly kind: 'limited'; readonly credits: CreditsMicros };

/** What purchased credits are needed for, going by the days that are behind. */
export interface PaidNeed {
  readonly daysConsidered: number;
  readonly dayP90: CreditsMicros;
  readonly weekP90: CreditsMicros;
  readonly month: Need;
}

/** Settings of automatic top-up that would do, in amounts that OpenAI sells. All zero: nothing needs it. */
export interface ReloadSettings {
  readonly minimumBalance: CreditsMicros;
  readonly targetBalance: CreditsMicros;
  readonly monthlyMaximum: CreditsMicros;
}

export interface TopUpAdvice {
  readonly exposure: ReloadExposure;
  /** Undefined: fewer than 14 whole days of history. */
  readonly need: PaidNeed | undefined;
  readonly recommended: ReloadSettings | undefined;
}

const MOST_DAYS = 60;
/** Fewer tell nothing of a month. */
export const FEWEST_DAYS = 14;
const WEEK_DAYS = 7;
const MONTH_DAYS = 30;
/** Credits are sold in multiples of 250: Codex's desktop app, as seen in autumn 2026. */
const PACK = creditsMicros(250 * MICROS_PER_UNIT);

/** What was drawn on days that follow each other, the oldest first. */
interface PaidDays {
  /** When the first of them began. */
  readonly fromMs: number;
  readonly days: readonly CreditsMicros[];
}

/** How much automatic top-up is exposed to, and how much would do. `paidDays`: see {@link paidDaysOf}. */
export function topUpAdvice(declared: AutoReload | undefined, paidDays: readonly CreditsMicros[]): TopUpAdvice {
  const need = paidDays.length < FEWEST_DAYS ? undefined : needOf(paidDays.slice(-MOST_DAYS));
  return {
    exposure: exposureOf(declared),
    need,
    recommended: need === undefined ? undefined : settingsFor(need),
  };
}

/** What was drawn on each whole day between two instants, of at most the last 60. */
export function paidDaysOf(draws: CumulativeDraws, calendar: Calendar, historyFromMs: number, nowMs: number): PaidDays {
  const days: CreditsMicros[] = [];
  let untilMs = calendar.dayOf(nowMs).fromMs;
  while (days.length < MOST_DAYS) {
    const { fromMs } = calendar.dayOf(untilMs - 1);
    if (fromMs < historyFromMs) {
      break;
    }
    days.push(subtractCredits(draws.before(untilMs).credits, draws.before(fromMs).credits));
    untilMs = fromMs;
  }
  return { fromMs: untilMs, days: days.reverse() };
}

/**
 * Each reload fills the balance up to its target. It should start from the minimum, but use goes on until it comes: at
 * worst, it starts from nothing. So a number of reloads bounds the month by that many targets; where the balance falls
 * below zero, as concurrent runs can make it, that little comes on top.
 */
function exposureOf(declared: AutoReload | undefined): ReloadExposure {
  if (declared === undefined) {
    return { kind: 'notDeclared' };
  }
  const { targetBalance, monthlyMaximum, maxPerMonth } = declared;
  const byCount =
    targetBalance === undefined || maxPerMonth === undefined
      ? undefined
      : creditsMicros(Math.min(MOST_CREDITS, targetBalance * maxPerMonth));
  const credits = lowestCredits([monthlyMaximum, byCount].filter((limit) => limit !== undefined));
  return credits === undefined ? { kind: 'unlimited' } : { kind: 'limited', credits };
}

/** A week needs no less than a day, and a month no less than a week, whatever chance has drawn. */
function needOf(days: readonly CreditsMicros[]): PaidNeed {
  const dayP90 = dailyP90(days);
  const weekP90 = maxCredits(dayP90, forecastNeed(days, WEEK_DAYS).p90);
  const { p50, p90 } = forecastNeed(days, MONTH_DAYS);
  return { daysConsidered: days.length, dayP90, weekP90, month: { p50, p90: maxCredits(weekP90, p90) } };
}

/** The minimum lasts a day, until somebody notices; a reload lasts a week; the month is capped at what it needs. */
function settingsFor({ dayP90, weekP90, month }: PaidNeed): ReloadSettings {
  const minimumBalance = inPacks(dayP90);
  return {
    minimumBalance,
    targetBalance: inPacks(addCredits(minimumBalance, weekP90)),
    monthlyMaximum: inPacks(month.p90),
  };
}

function inPacks(credits: CreditsMicros): CreditsMicros {
  return creditsMicros(Math.ceil(credits / PACK) * PACK);
}
