import type { Span } from '../../calendar.ts';
import type { CreditsMicros } from '../../money.ts';

/** One of the included windows that ordinary runs draw on. */
export interface IncludedWindow {
  readonly usedPercent: number;
  readonly windowMinutes: number | undefined;
  readonly resetsAtMs: number | undefined;
}

/** What the account said of its meters at one instant. Undefined: it did not say. */
export interface WindowReading {
  readonly atMs: number;
  /** The ordinary ones only; empty, where nothing is included or nothing was said of it. */
  readonly windows: readonly IncludedWindow[];
  readonly hasCredits: boolean | undefined;
  readonly unlimited: boolean | undefined;
  readonly balance: CreditsMicros | undefined;
}

/** No included window is known to be longer: what is read at an instant proves nothing that is farther away. */
export const LONGEST_WINDOW_MS = 8 * 86_400_000;

const FULL_PERCENT = 100;
const MINUTE_MS = 60_000;

/**
 * When requests are proven to have drawn on the allowance. Within a window, the share that is used only grows: where
 * none is used up now, none was since the last of them began. Where it shrank, something has reset the window before
 * its time, and what is read from then on proves nothing about before.
 */
export function provenIncluded(readings: readonly WindowReading[]): Span[] {
  const proven: Span[] = [];
  let resetSeenMs = Number.NEGATIVE_INFINITY;
  let before: WindowReading | undefined;
  for (const reading of readings.filter(hasWindows)) {
    if (before !== undefined && hasShrunk(before, reading)) {
      resetSeenMs = reading.atMs;
    }
    if (!isUsedUp(reading)) {
      const begunMs = Math.max(resetSeenMs, ...reading.windows.map(startOf));
      proven.push({ fromMs: Math.min(begunMs, reading.atMs), untilMs: reading.atMs + 1 });
    }
    before = reading;
  }
  return proven;
}

/**
 * When requests are proven to have drawn on credits: after a reading with a used-up window, until that window resets or
 * the next reading tells; and between two near readings of an account that has credits and no windows. The request that used
 * the window up bears the instant of the reading, and is not among them.
 */
export function provenCredits(readings: readonly WindowReading[]): Span[] {
  const withWindows = readings.filter(hasWindows);
  const afterUsedUp = withWindows.map((reading, index) => creditsAfter(reading, withWindows[index + 1]));
  const withoutWindows = readings.map((reading, index) => creditsBetween(reading, readings[index + 1]));
  return [...afterUsedUp, ...withoutWindows].filter((span) => span !== undefined);
}

function creditsAfter(reading: WindowReading, next: WindowReading | undefined): Span | undefined {
  const resetMs = usedUpUntilMs(reading);
  if (resetMs === undefined || hasNoCredits(reading)) {
    return undefined;
  }
  if (next === undefined || next.atMs >= resetMs) {
    return { fromMs: reading.atMs + 1, untilMs: resetMs };
  }
  // With allowance again before its time, somebody has reset the window, and nobody knows when.
  return isUsedUp(next) ? { fromMs: reading.atMs + 1, untilMs: next.atMs + 1 } : undefined;
}

function creditsBetween(reading: WindowReading, next: WindowReading | undefined): Span | undefined {
  const isNear = next !== undefined && next.atMs - reading.atMs <= LONGEST_WINDOW_MS;
  return isNear && drawsCreditsOnly(reading) && drawsCreditsOnly(next)
    ? { fromMs: reading.atMs, untilMs: next.atMs + 1 }
    : undefined;
}

function hasWindows({ windows }: WindowReading): boolean {
  return windows.length > 0;
}

function isUsedUp({ windows }: WindowReading): boolean {
  return windows.some(({ usedPercent }) => usedPercent >= FULL_PERCENT);
}

/** When the last of the used-up windows resets; undefined where none is used up, or none says when it resets. */
function usedUpUntilMs({ windows }: WindowReading): number | undefined {
  const resets = windows
    .filter(({ usedPercent }) => usedPercent >= FULL_PERCENT)
    .map(({ resetsAtMs }) => resetsAtMs)
    .filter((resetsAtMs) => resetsAtMs !== undefined);
  return resets.length === 0 ? undefined : Math.max(...resets);
}

/** After every instant, where the window does not say when it began. */
function startOf({ windowMinutes, resetsAtMs }: IncludedWindow): number {
  return windowMinutes === undefined || resetsAtMs === undefined
    ? Number.POSITIVE_INFINITY
    : resetsAtMs - windowMinutes * MINUTE_MS;
}

/** Whether less of a window is used than before, though its reset had not come. */
function hasShrunk(before: WindowReading, now: WindowReading): boolean {
  return now.windows.some(({ windowMinutes, usedPercent }) =>
    before.windows.some(
      (window) =>
        window.windowMinutes === windowMinutes &&
        window.usedPercent > usedPercent &&
        (window.resetsAtMs === undefined || window.resetsAtMs > now.atMs),
    ),
  );
}

function hasNoCredits({ hasCredits, unlimited, balance }: WindowReading): boolean {
  return unlimited !== true && (hasCredits === false || (balance !== undefined && balance <= 0));
}

function drawsCreditsOnly(reading: WindowReading): boolean {
  const { windows, hasCredits, unlimited } = reading;
  return windows.length === 0 && (hasCredits === true || unlimited === true) && !hasNoCredits(reading);
}
