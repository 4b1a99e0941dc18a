/** One rate-limit window as the backend reports it. `resetsAt` is in Unix seconds, as everywhere in Codex. */
export interface UsageWindow {
  usedPercent: number;
  windowMinutes: number;
  resetsAt: number;
}

/** What a workspace owner lets one member spend, in credits as decimal strings. */
export interface IndividualLimit {
  limit: string;
  used: string;
  remainingPercent: number;
  resetsAt: number;
}

/** Why the backend refuses further use, in its own words. */
export type ReachedType =
  | 'rate_limit_reached'
  | 'workspace_owner_credits_depleted'
  | 'workspace_member_credits_depleted'
  | 'workspace_owner_usage_limit_reached'
  | 'workspace_member_usage_limit_reached';

/** The doors a test can break: each one fails on its own, as in the field. */
export type Endpoint =
  | 'responses'
  | 'usage'
  | 'threadUsage'
  | 'profile'
  | 'accountsCheck'
  | 'nudgeMail'
  | 'configBundle'
  | 'settings'
  | 'models';

/**
 * An HTTP status to answer with; or `hang`: the request is accepted and never answered; or `cut`: of a model's response
 * the beginning is sent, and then the connection is closed.
 */
export type Failure = number | 'hang' | 'cut';

/** What the made-up OpenAI knows. A test changes it at any time; the next answer shows it. */
export interface BackendState {
  /** Purchased credits, a decimal. Each completed model request takes its cost away; it may go below zero. */
  balance: number;
  hasCredits: boolean;
  unlimited: boolean;
  planType: string;
  accountId: string;
  primary: UsageWindow | null;
  secondary: UsageWindow | null;
  individualLimit: IndividualLimit | null;
  spendControlReached: boolean;
  /** Whether usage included in the plan may go on; the binary shows it as `ordinaryUsageAllowed`. */
  ordinaryUsageAllowed: boolean;
  reachedType: ReachedType | null;
  /** Body of `GET …/models`. Undefined answers 404, so that the binary keeps to its bundled catalogue. */
  models: unknown;
  /** A `requirements.toml` of the workspace's administrators. */
  requirements: string | undefined;
  failures: Partial<Record<Endpoint, Failure>>;
}

const HOUR_S = 3600;

/** A business member with plenty of everything, so that a test states only what it is about. */
export function createBackendState(nowMs: number): BackendState {
  const nowS = Math.floor(nowMs / 1000);
  return {
    balance: 1000,
    hasCredits: true,
    unlimited: false,
    planType: 'business',
    accountId: 'acct-loopback',
    primary: { usedPercent: 12, windowMinutes: 300, resetsAt: nowS + 3 * HOUR_S },
    secondary: { usedPercent: 34, windowMinutes: 10_080, resetsAt: nowS + 100 * HOUR_S },
    individualLimit: null,
    spendControlReached: false,
    ordinaryUsageAllowed: true,
    reachedType: null,
    models: undefined,
    requirements: undefined,
    failures: {},
  };
}

const MICROS = 1e6;

/** The balance in the backend's decimal form, exact to the micro-credit. */
export function balanceText(state: BackendState): string {
  return (Math.round(state.balance * MICROS) / MICROS).toString();
}

/** Takes one request's cost from the balance without letting binary fractions pile up. */
export function charge(state: BackendState, costMicros: number): void {
  state.balance = (Math.round(state.balance * MICROS) - costMicros) / MICROS;
}
