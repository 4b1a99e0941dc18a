import type { Log } from '../../base/log.ts';
import type { Format } from '../../core/format.ts';
import type { RateCard } from '../../core/prices/rateCard.ts';
import type { PolicySource } from '../../guard/policy/parsePolicy.ts';
import type { IngestClient } from '../../ingest/ingestClient.ts';
import type { OpenSection } from '../openSection.ts';
import type { ActiveRuns } from './activeRuns.ts';
import type { CodexAccess } from '../codexAccess.ts';
import type { Transcript } from './transcript.ts';
import type { WalletPoller } from '../wallet/walletPoller.ts';

/** What a task is run with. */
export interface RunTaskParts {
  readonly codex: CodexAccess;
  readonly ingest: IngestClient;
  readonly wallet: WalletPoller;
  readonly runs: ActiveRuns;
  readonly transcript: Transcript;
  readonly card: RateCard;
  readonly format: Format;
  readonly timezone: string;
  /** Where requests of runs wait. */
  readonly gatesFolder: string;
  readonly managedPolicyFile: string;
  readonly policySources: (workspace: string | undefined) => readonly PolicySource[];
  readonly openSection: OpenSection;
  readonly log: Log;
}
