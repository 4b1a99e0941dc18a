import { costMicros, type CreditRates } from './backendLog.ts';
import type { DemoRequest, DemoThread } from './demoPlan.ts';

/** How the account stood when a response came in. Instants in Unix seconds, as Codex has them. */
export interface DemoAccount {
  readonly balance: number;
  readonly primary: DemoWindow;
  readonly secondary: DemoWindow;
}

export interface DemoWindow {
  readonly usedPercent: number;
  readonly windowMinutes: number;
  readonly resetsAt: number;
}

/** Credits per million tokens of the models in the demo. */
export const DEMO_RATES: CreditRates = {
  'gpt-6.1-sol': { input: 50, cached: 2.5, output: 250 },
  'gpt-5.5': { input: 125, cached: 12.5, output: 750 },
  'gpt-6-luna': { input: 2.5, cached: 0.25, output: 12.5 },
  'gpt-6-astra': { input: 250, cached: 25, output: 1250 },
};

const START_BALANCE_MICROS = 640e6;
const LOW_BALANCE_MICROS = 60e6;
const TOP_UP_MICROS = 500e6;

/** What fills a window, in micro-credits: about a working day of steady use, and a busy week. */
const PRIMARY = { windowMinutes: 300, capacityMicros: 60e6 };
const SECONDARY = { windowMinutes: 10_080, capacityMicros: 300e6 };

/** Follows the account through all requests in the order of their time; it is topped up when it runs low. */
export function demoAccounts(threads: readonly DemoThread[]): ReadonlyMap<DemoRequest, DemoAccount> {
  const requests = threads
    .flatMap(({ model, turns }) => turns.flatMap((turn) => turn.requests.map((request) => ({ model, request }))))
    .toSorted((a, b) => a.request.completedAtMs - b.request.completedAtMs);
  const primary = usageWindow(PRIMARY);
  const secondary = usageWindow(SECONDARY);
  const accounts = new Map<DemoRequest, DemoAccount>();
  let balanceMicros = START_BALANCE_MICROS;
  for (const { model, request } of requests) {
    const cost = costMicros(DEMO_RATES, model, request.usage);
    balanceMicros += (balanceMicros < LOW_BALANCE_MICROS ? TOP_UP_MICROS : 0) - cost;
    accounts.set(request, {
      balance: balanceMicros / 1e6,
      primary: primary(request.completedAtMs, cost),
      secondary: secondary(request.completedAtMs, cost),
    });
  }
  return accounts;
}

/** A window that opens with the first request after the last one has closed. */
function usageWindow({ windowMinutes, capacityMicros }: typeof PRIMARY): (atMs: number, cost: number) => DemoWindow {
  let resetsAtMs = 0;
  let used = 0;
  return (atMs, cost) => {
    if (atMs >= resetsAtMs) {
      resetsAtMs = atMs + windowMinutes * 60_000;
      used = 0;
    }
    used += cost;
    return {
      usedPercent: Math.min(100, Math.round((100 * used) / capacityMicros)),
      windowMinutes,
      resetsAt: Math.floor(resetsAtMs / 1000),
    };
  };
}
