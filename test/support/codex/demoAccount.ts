import { costMicros, type CreditRates } from './backendLog.ts';
import type { DemoRequest, DemoThread } from './demoPlan.ts';

/** How the account stood when a response began: what it costs is not taken yet. Instants in Unix seconds, as Codex has them. */
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

/** What is left at the end: as much as the backend begins with. */
const LAST_BALANCE_MICROS = 1000e6;
/** Somebody buys credits once, and once another feature draws on them while nobody works here. */
const TOP_UP = { daysAgo: 17, micros: 500e6 };
const DRAIN = { daysAgo: 14, micros: -42e6 };
const PAUSE_MS = 3 * 3_600_000;
/** For so long before a pause and after it nothing draws on credits, so that its ends show the whole balance. */
const QUIET_MS = 20 * 60_000;
const DAY_MS = 86_400_000;

/** What fills a window, in micro-credits: a busy afternoon, and a busy week. */
const PRIMARY = { windowMinutes: 300, capacityMicros: 25e6 };
const SECONDARY = { windowMinutes: 10_080, capacityMicros: 150e6 };

/** The factor that the faster tier's requests cost. */
const PRIORITY_FACTOR = 2;

/** A request in the order of all requests, with what it took from the balance. */
interface Step extends Omit<DemoAccount, 'balance'> {
  readonly request: DemoRequest;
  readonly drawnMicros: number;
}

/**
 * Follows the account through all requests in the order of their time: they use the allowance, and where a window is
 * used up, purchased credits. A run draws on one of the two from its beginning to its end: one that does not fit into
 * what is left finds the window used up.
 */
export function demoAccounts(threads: readonly DemoThread[]): ReadonlyMap<DemoRequest, DemoAccount> {
  const steps = stepsOf(threads);
  const accounts = new Map<DemoRequest, DemoAccount>();
  const movedMicros = othersMoves(steps);
  let balanceMicros = LAST_BALANCE_MICROS;
  for (const [index, { request, drawnMicros, primary, secondary }] of [...steps.entries()].reverse()) {
    balanceMicros += drawnMicros;
    accounts.set(request, { balance: balanceMicros / 1e6, primary, secondary });
    balanceMicros -= movedMicros.get(index) ?? 0;
  }
  return accounts;
}

/** The short window of an account whose runs draw on credits, as the backend charges them. */
export function usedUpWindow(nowMs: number): DemoWindow {
  return { usedPercent: 100, windowMinutes: PRIMARY.windowMinutes, resetsAt: Math.floor((nowMs + PAUSE_MS) / 1000) };
}

function stepsOf(threads: readonly DemoThread[]): Step[] {
  const runs = Map.groupBy(requestsOf(threads), ({ runId }) => runId);
  const primary = new UsageWindow(PRIMARY);
  const secondary = new UsageWindow(SECONDARY);
  // Runs follow each other: none begins before the one before has ended.
  return [...runs.values()].flatMap((requests) => {
    const startMs = requests[0]?.request.completedAtMs ?? 0;
    const wantedMicros = requests.reduce((sum, { micros }) => sum + micros, 0);
    const isIncluded = [primary, secondary]
      .map((window) => window.hasRoom(startMs, wantedMicros))
      .every((hasRoom) => hasRoom);
    return requests.map(({ request, micros }) => {
      const used = isIncluded ? micros : 0;
      return { request, drawnMicros: micros - used, primary: primary.use(used), secondary: secondary.use(used) };
    });
  });
}

/** In the order of time, each with its run and what it costs. */
function requestsOf(threads: readonly DemoThread[]) {
  return threads
    .flatMap(({ model, tier, turns }) =>
      turns.flatMap(({ rootTurnId: runId, requests }) =>
        requests.map((request) => {
          const factor = tier === 'priority' ? PRIORITY_FACTOR : 1;
          return { runId, request, micros: factor * costMicros(DEMO_RATES, model, request.usage) };
        }),
      ),
    )
    .toSorted((a, b) => a.request.completedAtMs - b.request.completedAtMs);
}

/** What others moved, by the step whose balance shows it first. */
function othersMoves(steps: readonly Step[]): ReadonlyMap<number, number> {
  const lastMs = steps.at(-1)?.request.completedAtMs ?? 0;
  const afterPause = (daysAgo: number, fits: (index: number) => boolean): number =>
    steps.findIndex(({ request: { completedAtMs } }, index) => {
      const beforeMs = steps[index - 1]?.request.completedAtMs ?? completedAtMs;
      return completedAtMs > lastMs - daysAgo * DAY_MS && completedAtMs - beforeMs > PAUSE_MS && fits(index);
    });
  const isQuiet = (index: number): boolean => {
    const fromMs = (steps[index - 1]?.request.completedAtMs ?? 0) - QUIET_MS;
    const untilMs = (steps[index]?.request.completedAtMs ?? 0) + QUIET_MS;
    return steps.every(
      ({ request: { completedAtMs }, drawnMicros }) =>
        drawnMicros === 0 || completedAtMs < fromMs || completedAtMs > untilMs,
    );
  };
  return new Map([
    [afterPause(TOP_UP.daysAgo, () => true), TOP_UP.micros],
    [afterPause(DRAIN.daysAgo, isQuiet), DRAIN.micros],
  ]);
}

/** A window that opens with the first run after the last one has closed. */
class UsageWindow {
  readonly #windowMinutes: number;
  readonly #capacityMicros: number;
  #resetsAtMs = 0;
  #used = 0;

  constructor({ windowMinutes, capacityMicros }: typeof PRIMARY) {
    this.#windowMinutes = windowMinutes;
    this.#capacityMicros = capacityMicros;
  }

  /** Whether a run that begins now, later than all before, still fits; from one that does not it is used up. */
  hasRoom(atMs: number, wantedMicros: number): boolean {
    if (atMs >= this.#resetsAtMs) {
      this.#resetsAtMs = atMs + this.#windowMinutes * 60_000;
      this.#used = 0;
    }
    const hasRoom = this.#used + wantedMicros < this.#capacityMicros;
    this.#used = hasRoom ? this.#used : this.#capacityMicros;
    return hasRoom;
  }

  /** How it stands when a request begins that will use so much of it. */
  use(micros: number): DemoWindow {
    const usedPercent = Math.min(100, Math.floor((100 * this.#used) / this.#capacityMicros));
    this.#used += micros;
    return { usedPercent, windowMinutes: this.#windowMinutes, resetsAt: Math.floor(this.#resetsAtMs / 1000) };
  }
}
