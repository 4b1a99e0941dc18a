import type { Said } from '../../base/phrase.ts';
import type { Accuracy } from '../../core/estimate/accuracy.ts';
import type { UsageModel } from '../../guard/usageModel.ts';
import type { OutlookModel, WalletModel } from '../../guard/walletModel.ts';
import type { IngestProgress } from '../../ingest/ingestHome.ts';
import type { HookFailure } from '../../core/hooks/hookFailure.ts';
import type { HookStatus } from '../../core/hooks/hookStatus.ts';
import type { WalletState } from '../../core/wallet/wallet.ts';
import type { RunMeter } from '../../guard/runs/runMeter.ts';

/** All that anything on the screen is made from. */
export interface GuardState {
  readonly nowMs: number;
  readonly wallet: WalletState;
  /** Undefined until the ledger has answered for the first time. */
  readonly usage: UsageModel | undefined;
  /** Undefined until a balance has been asked for. */
  readonly walletModel: WalletModel | undefined;
  /** Undefined until a balance has been asked for and the policy is known. */
  readonly outlookModel: OutlookModel | undefined;
  /** Undefined until it was asked for. */
  readonly accuracy: Accuracy | undefined;
  /** Runs of ours that are going on in this window. */
  readonly activeRuns: readonly RunMeter[];
  /** Questions of Codex that wait for the person. */
  readonly openQuestions: number;
  /** Our hooks in Codex, for runs that are started elsewhere; empty where none are known. */
  readonly hooks: readonly HookStatus[];
  /** The last hook that nothing answered, while none has been answered since. */
  readonly hookFailure: HookFailure | undefined;
  /** History being read for the first time. */
  readonly reading: IngestProgress | undefined;
  /** Why the ledger cannot be read or written now. */
  readonly trouble: Said | undefined;
  /** Where a damaged ledger was put. */
  readonly setAsideFile: string | undefined;
}
