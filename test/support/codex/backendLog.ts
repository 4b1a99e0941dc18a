/** Token counts of one response. `input` includes `cached`, `output` includes `reasoning`, as OpenAI counts. */
export interface StepUsage {
  readonly input: number;
  readonly cached: number;
  readonly cacheWrite: number;
  readonly output: number;
  readonly reasoning: number;
}

/** Credits per million tokens. */
export interface CreditRate {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
}

/** One `POST …/responses`, as the backend saw it: the witness that no client can talk away. */
export interface ModelRequest {
  readonly n: number;
  readonly path: string;
  readonly threadId: string;
  readonly turnId: string | undefined;
  readonly model: string;
  readonly effort: string | undefined;
  readonly tier: string | undefined;
  /** The user message that the request works on. */
  readonly prompt: string;
  readonly startedAtMs: number;
  readonly responseId: string;
  /** Set when `response.completed` was sent; only then is the request billed. */
  completedAtMs: number | undefined;
  /** The connection ended before the response was complete: the client went away, or the backend was stopped. */
  closedByClient: boolean;
  usage: StepUsage | undefined;
  costMicros: number;
}

/** Any other request that reached the server. */
export interface HttpRequest {
  readonly atMs: number;
  readonly method: string;
  /** With the query. A request for another host has that host here: `github.com:443`, `http://example.com/…`. */
  readonly path: string;
  /** Undefined while, or if ever, it hangs. */
  status: number | undefined;
}

/** Sums over completed requests, named as in the product's reports. */
export interface UsageTotals {
  readonly requests: number;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly cacheWriteInputTokens: number;
  readonly outputTokens: number;
  readonly reasoningOutputTokens: number;
}

const DEFAULT_RATE: CreditRate = { input: 125, cached: 12.5, output: 750 };

/** Credits per million tokens by model; a model that is not named costs the default. */
export type CreditRates = Readonly<Record<string, CreditRate>>;

/** What a response costs in micro-credits: credits per million tokens are micro-credits per token. */
export function costMicros(rates: CreditRates, model: string, usage: StepUsage): number {
  const rate = rates[model] ?? DEFAULT_RATE;
  const uncached = usage.input - usage.cached;
  return Math.round(uncached * rate.input + usage.cached * rate.cached + usage.output * rate.output);
}

/** Adds up what completed requests used. */
export function totalUsage(usages: readonly StepUsage[]): UsageTotals {
  const sum = (field: keyof StepUsage): number => usages.reduce((total, usage) => total + usage[field], 0);
  return {
    requests: usages.length,
    inputTokens: sum('input'),
    cachedInputTokens: sum('cached'),
    cacheWriteInputTokens: sum('cacheWrite'),
    outputTokens: sum('output'),
    reasoningOutputTokens: sum('reasoning'),
  };
}

/** What the backend billed for a thread, or for everything: the truth that ledgers are held against. */
export function completedUsage(requests: readonly ModelRequest[], threadId?: string): UsageTotals {
  return totalUsage(
    requests
      .filter((request) => threadId === undefined || request.threadId === threadId)
      .flatMap((request) => request.usage ?? []),
  );
}
