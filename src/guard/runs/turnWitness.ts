import { NOTHING_KNOWN, type WitnessedUsage } from '../../core/usage/usageEvent.ts';
import type { AccountFacts, WalletSnapshot } from '../../core/wallet/wallet.ts';
import type { TurnUse } from '../turnPorts.ts';
import type { RunMeter } from './runMeter.ts';

/** What a response used, for the ledger: should the agent log nothing of the run, this is all that is known of it. */
export function witnessedUse(
  meter: RunMeter,
  { usage, model }: Omit<TurnUse, 'threadId'>,
  occurredAtMs: number,
): WitnessedUsage {
  const { threadId, runId, requests, preflight } = meter;
  const { effort, tier, workspace, surface } = preflight.subject;
  const surroundings = { ...NOTHING_KNOWN, model, effort, tier, workspace, surface };
  const observation = String(requests);
  return { threadId, turnId: runId, runId, witness: 'appServer', observation, surroundings, occurredAtMs, usage };
}

/** What is seen of the balance as it moves with a run, without being asked for. Each sight has an instant of its own. */
export class WalletSights {
  #seenAtMs = 0;

  at(facts: AccountFacts, nowMs: number): WalletSnapshot {
    this.#seenAtMs = Math.max(nowMs, this.#seenAtMs + 1);
    return { ...facts, observedAtMs: this.#seenAtMs, source: 'update' };
  }
}
