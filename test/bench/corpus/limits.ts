/** What Codex notes of the account beside a request. */
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A window of so many hours: it stands until it resets, and is used up in whole percents, about evenly. */
function limitWindow(atMs: number, hours: number, usedAtEnd: number): object {
  const lengthMs = hours * HOUR_MS;
  const beganAtMs = Math.floor(atMs / lengthMs) * lengthMs;
  return {
    used_percent: Math.floor((usedAtEnd * (atMs - beganAtMs)) / lengthMs),
    window_minutes: hours * 60,
    resets_at: (beganAtMs + lengthMs) / 1000,
  };
}

export function limitWindows(atMs: number): { readonly primary: object; readonly secondary: object } {
  return { primary: limitWindow(atMs, 5, 80), secondary: limitWindow(atMs, 7 * 24, 95) };
}

/** A balance that falls on one day of five, by a little every few minutes, and is topped up now and then. */
export function balanceText(atMs: number): string {
  const day = Math.floor(atMs / DAY_MS);
  const daysSinceTopUp = day % 40;
  const isPaying = day % 5 === 4;
  const spentToday = isPaying ? Math.floor((atMs % DAY_MS) / (4 * 60_000)) * 0.19 : 0;
  return (1000 - Math.floor(daysSinceTopUp / 5) * 70 - spentToday).toFixed(2);
}
