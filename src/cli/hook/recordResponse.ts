import type { HookCall } from '../../codex/hooks/hookProtocol.ts';
import { witnessedBy } from '../../ingest/spool.ts';
import type { RequestLedger } from '../../ledger/requestLedger.ts';
import { newId } from '../newId.ts';

/** Takes in what a hook was told of a response. */
export function recordResponse(call: HookCall, ledger: RequestLedger): void {
  ledger.recordHooked(witnessedBy(call, newId(), Date.now(), ledger));
}
