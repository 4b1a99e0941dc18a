import path from 'node:path';

import { GATE_LIFE_S, HookGate, gatePlace } from '../../codex/hooks/hookGate.ts';
import type { HookCall } from '../../codex/hooks/hookProtocol.ts';
import { logsBesides, shutForCompaction, shutGates } from '../../codex/hooks/runGates.ts';
import type { HookedRun } from '../../core/hooks/hookedRun.ts';
import { highestTierMilli, priceBound } from '../../core/prices/priceBound.ts';
import type { RateCard } from '../../core/prices/rateCard.ts';
import { findTierFactor } from '../../core/prices/tierFactors.ts';
import type { Room } from '../../guard/hooks/hookedRoom.ts';
import type { DataFolder } from '../../ledger/dataFolder.ts';
import type { RequestLedger } from '../../ledger/requestLedger.ts';

const SECOND_MS = 1_000;

/** What requests are let pass on without this program. */
interface PassingParts {
  readonly ledger: RequestLedger;
  readonly card: RateCard;
  readonly folder: DataFolder;
  /** The policy files that count where the call comes from. */
  readonly policyFiles: readonly string[];
}

/**
 * Begins to look at a call: what its run uses from now on is noted down for the gate that may be opened upon it. While a
 * thread compacts, none is.
 */
export function beginPassing(call: HookCall, { ledger, folder }: PassingParts, nowMs: number): HookGate | undefined {
  const place = gatePlace(folder.hookGatesFolder, call.rootThreadId, call.turnId);
  if (place === undefined) {
    return undefined;
  }
  if (call.event === 'PreModelRequest') {
    return HookGate.begin(place, nowMs);
  }
  ledger.alone(() => {
    shutForCompaction(place);
  });
  return undefined;
}

/**
 * Opens the gate for the requests that come next in the same turn, as far as its run's room goes. A review that calls
 * for itself has none: what it uses is told under a name of its own, which no tally of its run hears.
 */
export function letNextPass(
  gate: HookGate | undefined,
  call: HookCall,
  tier: string | undefined,
  run: HookedRun,
  { spent, passBelow }: Room,
  parts: PassingParts,
  nowMs: number,
): void {
  const { ledger, card, folder, policyFiles } = parts;
  const untilMs = nowMs + GATE_LIFE_S * SECOND_MS;
  const { model, transcriptPath: log } = call;
  if (run.threadId !== call.rootThreadId) {
    shutGatesOf(run, call, parts);
    return;
  }
  if (gate === undefined || passBelow === undefined || model === undefined) {
    return;
  }
  const boundAt = (tierMilli: number) => priceBound(card, model, tierMilli, { fromMs: nowMs, untilMs });
  const own = boundAt(findTierFactor(card, 'credits', model, tier, nowMs).factorMilli);
  const other = boundAt(highestTierMilli(card, model, nowMs));
  if (own === undefined || other === undefined) {
    return;
  }
  const judgedOn = [...policyFiles, folder.rateCardFile, path.join(folder.binFolder, 'runtime')];
  ledger.whileRunning(run.decisionId, untilMs, () => {
    gate.open({ spent, below: passBelow, model, own, other, judgedOn, log });
  });
}

function shutGatesOf({ threadId }: HookedRun, { turnId }: HookCall, { ledger, folder }: PassingParts): void {
  const place = gatePlace(folder.hookGatesFolder, threadId, turnId);
  if (place !== undefined) {
    ledger.alone(() => {
      shutGates(place.folder);
    });
  }
}

/** The rollouts of the run's other threads, whose requests may have passed unseen. */
export function unseenLogs({ rootThreadId, turnId }: HookCall, { hookGatesFolder }: DataFolder): readonly string[] {
  const place = gatePlace(hookGatesFolder, rootThreadId, turnId);
  return place === undefined ? [] : logsBesides(place);
}
