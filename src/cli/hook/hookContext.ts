import { homedir } from 'node:os';

import { codexHomes, rolloutFileAt } from '../../codex/codexHome.ts';
import { placeRollout } from '../../codex/homeOf.ts';
import type { HookCall } from '../../codex/hooks/hookProtocol.ts';
import type { RolloutState } from '../../codex/rollouts/rolloutState.ts';
import { signInNow } from '../../codex/account/signIn.ts';
import type { RateCard } from '../../core/prices/rateCard.ts';
import { API_KEY_ACCOUNT } from '../../core/usage/usageEvent.ts';
import type { WalletState } from '../../core/wallet/wallet.ts';
import { loadPolicy } from '../../guard/policy/loadPolicy.ts';
import { policySources } from '../../guard/policy/policySources.ts';
import type { PolicySource } from '../../guard/policy/parsePolicy.ts';
import type { Circumstances } from '../../guard/runs/preflight.ts';
import { jobOf } from '../../ingest/jobOf.ts';
import type { Remote } from '../../ingest/ingestProtocol.ts';
import { remoteLedgers } from '../../ingest/remoteLedger.ts';
import { drainSpool } from '../../ingest/spool.ts';
import { RolloutReader } from '../../ingest/readRollout.ts';
import { cachedWorkspaceOf, workspaceOf } from '../../ingest/workspaceOf.ts';
import { ingestHere } from '../../ingest/ingestJobs.ts';
import { type DataFolder, dataFolder } from '../../ledger/dataFolder.ts';
import { connectCurrent } from '../../ledger/connect.ts';
import type { GuardLedger } from '../../ledger/guardLedger.ts';
import type { OpenedDatabase } from '../../ledger/openDatabase.ts';
import { RequestLedger, openingOf } from '../../ledger/requestLedger.ts';
import { unseenLogs } from './hookPasses.ts';
import { hostTimezone } from '../hostTimezone.ts';
import { keepingFolder } from '../keepingFolder.ts';
import { KeptReadings } from '../keptReadings.ts';
import { keptCard, keptPolicies } from '../keptRules.ts';

/** What a hook's answer is made with. It is opened for one call, and knows no more of Codex than the call and the disk. */
export class HookContext {
  readonly env: NodeJS.ProcessEnv;
  readonly folder: DataFolder;
  readonly card: RateCard;
  readonly ledger: RequestLedger;
  /** The same ledger, with all that it takes to decide: that is loaded when it is asked for. */
  readonly store: Remote<GuardLedger>;
  readonly timezone: string;
  readonly #homes: readonly string[];
  readonly #readings: KeptReadings;
  #guardLedger: Promise<GuardLedger> | undefined;
  #isClosed = false;

  private constructor(
    env: NodeJS.ProcessEnv,
    folder: DataFolder,
    readings: KeptReadings,
    card: RateCard,
    opened: OpenedDatabase,
  ) {
    this.env = env;
    this.timezone = hostTimezone(env);
    this.folder = folder;
    this.card = card;
    this.#readings = readings;
    this.#homes = codexHomes([], env);
    this.ledger = new RequestLedger(openingOf(opened, card, Date.now()));
    this.store = remoteLedgers(this.ledger, () => this.#deciding());
  }

  /** Throws what opening the ledger throws. */
  static async open(env: NodeJS.ProcessEnv): Promise<HookContext> {
    const folder = dataFolder(env);
    const readings = new KeptReadings(keepingFolder(env), process.argv[1] ?? '');
    const { card } = await keptCard(folder, readings);
    return new HookContext(env, folder, readings, card, await openLedger(folder.ledgerFile));
  }

  /**
   * Reads what the calling thread has logged, and other threads of its run that may have gone on unseen. Returns what the
   * caller's log says of the turn; undefined where it keeps none.
   */
  async readThread(call: HookCall): Promise<RolloutState | undefined> {
    for (const log of unseenLogs(call, this.folder)) {
      await this.#readLog(log);
    }
    return this.#readLog(call.transcriptPath);
  }

  async #readLog(transcriptPath: string | undefined): Promise<RolloutState | undefined> {
    const place = transcriptPath === undefined ? undefined : placeRollout(transcriptPath, this.#homes);
    const file = place === undefined ? undefined : rolloutFileAt(place.path);
    if (place === undefined || file === undefined) {
      return undefined;
    }
    const { writer } = this.ledger;
    const job = jobOf(writer.checkpoints, file, place.home, 0);
    await toEnd(ingestHere([job], this.rolloutReader(), writer));
    const read = writer.checkpoints.get(file.path);
    return read === undefined ? undefined : (JSON.parse(read.decoderState) as RolloutState);
  }

  /** Takes in what hooks were told of responses before, of other threads from what they have logged. */
  async drainSpool({ transcriptPath }: HookCall): Promise<void> {
    const { logs } = drainSpool(this.folder.spoolFolder, this.ledger);
    for (const log of logs) {
      if (log !== transcriptPath) {
        await this.#readLog(log);
      }
    }
  }

  rolloutReader(): RolloutReader {
    return new RolloutReader({ workspaceOf: cachedWorkspaceOf(), promptSalt: this.ledger.promptSalt() });
  }

  homeOf({ transcriptPath }: HookCall): string {
    const place = transcriptPath === undefined ? undefined : placeRollout(transcriptPath, this.#homes);
    return place?.home ?? this.#homes[0] ?? '';
  }

  policySources({ cwd }: HookCall): PolicySource[] {
    const { managedPolicyFile, userPolicyFile } = this.folder;
    return policySources({ managedPolicyFile, userPolicyFile, homeFolder: homedir(), workspace: workspaceOf(cwd) });
  }

  async circumstances(call: HookCall, thread: RolloutState | undefined): Promise<Circumstances> {
    const nowMs = Date.now();
    const inForce = await loadPolicy(this.store, this.policySources(call), nowMs, keptPolicies(this.#readings));
    return {
      inForce,
      wallet: this.#wallet(this.homeOf(call), thread, nowMs),
      card: this.card,
      timezone: this.timezone,
      nowMs,
    };
  }

  /** May be called again. */
  close(): void {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.ledger.close();
    }
  }

  /** As it was last told to anybody, or as rollouts tell of it: Codex itself takes longer to ask than a prompt may wait. */
  #wallet(home: string, thread: RolloutState | undefined, nowMs: number): WalletState {
    const account = thread?.surroundings.account;
    if (account === API_KEY_ACCOUNT) {
      return { kind: 'apiKey' };
    }
    const { state } = this.ledger.polledWallet(signInNow(home), nowMs);
    if (state !== undefined) {
      return state;
    }
    const snapshot = this.ledger.latestBalance();
    return snapshot === undefined || (account !== undefined && snapshot.account.id !== account)
      ? { kind: 'loading' }
      : { kind: 'known', snapshot };
  }

  #deciding(): Promise<GuardLedger> {
    this.#guardLedger ??= import('../../ledger/guardLedger.ts').then(
      (part) => new part.GuardLedger(this.ledger.opening),
    );
    return this.#guardLedger;
  }
}

/** What makes a ledger, or a new one of an older, is loaded where there is none of today. */
async function openLedger(file: string): Promise<OpenedDatabase> {
  const db = connectCurrent(file);
  return db === undefined
    ? (await import('../../ledger/openDatabase.ts')).openDatabase(file, Date.now())
    : { db, setAside: undefined };
}

/** Each step is in the ledger when it is told. */
async function toEnd(steps: AsyncGenerator): Promise<void> {
  while ((await steps.next()).done !== true);
}
