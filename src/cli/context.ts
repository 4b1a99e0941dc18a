import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

import { GuardError, messageOf } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { saidInEnglish } from '../base/phrase.ts';
import { inEnglish } from '../base/translate.ts';
import { codexHomes } from '../codex/codexHome.ts';
import { findCodex } from '../codex/appServer/findCodex.ts';
import { type HookRuntime, hasLauncher, refreshLauncher, tellOnFailure } from '../codex/hooks/hookRuntime.ts';
import { CLIENT_VERSION } from '../codex/surface.ts';
import { Format } from '../core/format.ts';
import type { RateCard } from '../core/prices/rateCard.ts';
import type { WalletState } from '../core/wallet/wallet.ts';
import type { PolicyReading, PolicyInForce } from '../guard/policy/loadPolicy.ts';
import type { PolicySource } from '../guard/policy/parsePolicy.ts';
import type { Circumstances } from '../guard/runs/preflight.ts';
import type { RateCardInForce } from '../guard/prices/ownRateCard.ts';
import { policySources } from '../guard/policy/policySources.ts';
import type { IngestProgress } from '../ingest/ingestHome.ts';
import type { RemoteLedger } from '../ingest/ingestProtocol.ts';
import { remoteLedger } from '../ingest/remoteLedger.ts';
import { workspaceOf } from '../ingest/workspaceOf.ts';
import { type DataFolder, dataFolder } from '../ledger/dataFolder.ts';
import { setAsideDamaged } from '../ledger/openDatabase.ts';
import { type Ledger, openLedger } from '../ledger/ledger.ts';
import { hostTimezone } from './hostTimezone.ts';
import { keepingFolder } from './keepingFolder.ts';
import { KeptReadings } from './keptReadings.ts';
import { keptCard, keptPolicies } from './keptRules.ts';
import { type Terminal, terminalLog } from './output.ts';
import { readHomes } from './readHomes.ts';

/** What is bundled with this program, where it is. */
export interface BundledPrograms {
  /** `ingestThread`, for reading with several threads. */
  readonly threadScript: string | undefined;
  /** What answers Codex's hooks. */
  readonly hookScript: string | undefined;
}

/** What a call of the command line is made in. */
interface CliSurroundings {
  readonly terminal: Terminal;
  readonly env: NodeJS.ProcessEnv;
  /** Codex homes that were named; none: those of `env`. */
  readonly namedHomes: readonly string[];
  readonly programs: BundledPrograms;
}

/** What all commands work with; the ledger is opened, and policy and wallet are loaded, on first use. */
export class CliContext {
  readonly terminal: Terminal;
  readonly env: NodeJS.ProcessEnv;
  readonly folder: DataFolder;
  readonly homes: readonly string[];
  readonly format: Format;
  readonly log: Log;
  readonly t = inEnglish;
  readonly #programs: BundledPrograms;
  readonly #readings: KeptReadings;
  readonly #rateCard: RateCardInForce;
  #ledger: Ledger | undefined;
  #isCardTold = false;

  private constructor(
    { terminal, env, namedHomes, programs }: CliSurroundings,
    folder: DataFolder,
    readings: KeptReadings,
    rateCard: RateCardInForce,
  ) {
    this.#programs = programs;
    this.#readings = readings;
    this.#rateCard = rateCard;
    this.terminal = terminal;
    this.env = env;
    this.folder = folder;
    this.homes = codexHomes(namedHomes, env);
    this.format = new Format(inEnglish, 'en-US');
    this.log = terminalLog(terminal);
  }

  static async open(surroundings: CliSurroundings): Promise<CliContext> {
    const { env } = surroundings;
    const folder = dataFolder(env);
    const readings = new KeptReadings(keepingFolder(env), process.argv[1] ?? '');
    return new CliContext(surroundings, folder, readings, await keptCard(folder, readings));
  }

  get timezone(): string {
    return hostTimezone(this.env);
  }

  get card(): RateCard {
    return this.rateCard.card;
  }

  /** The prices that count. Where the person's own cannot be among them, the person is told once. */
  get rateCard(): RateCardInForce {
    const { issue } = this.#rateCard;
    if (issue !== undefined && !this.#isCardTold) {
      this.#isCardTold = true;
      this.terminal.err(
        `Your own prices do not count. ${issue.file}, line ${issue.line}: ${saidInEnglish(issue.text)}.\n`,
      );
    }
    return this.#rateCard;
  }

  get ledger(): Ledger {
    if (this.#ledger === undefined) {
      this.#ledger = openLedger(this.folder.ledgerFile, this.card, Date.now());
      if (this.#ledger.setAside !== undefined) {
        this.terminal.err(
          `The ledger was damaged. It was put aside as ${this.#ledger.setAside}, and a new one is built from the rollouts.\n`,
        );
      }
    }
    return this.#ledger;
  }

  /** The ledger as those see it who wait for its answers. */
  get remoteLedger(): RemoteLedger {
    return remoteLedger(this.ledger);
  }

  /** Reads what is new in all homes. */
  ingest(): Promise<IngestProgress> {
    return readHomes(this, this.#programs.threadScript);
  }

  /** Account and balance as all processes of the machine know them; Codex is asked where none was just asked. */
  async wallet(patienceMs?: number): Promise<WalletState> {
    return (await import('./askForWallet.ts')).walletNow(this, patienceMs);
  }

  /** The same, where what is known is older than so much. */
  async walletNotOlderThan(maxAgeMs: number): Promise<WalletState> {
    return (await import('./askForWallet.ts')).walletNotOlderThan(this, maxAgeMs);
  }

  /** How to start an app-server, by default of the first home. Throws `codex.notFound`. */
  appServerOptions(home = this.homes[0]) {
    const codexPath = findCodex({ configured: undefined, env: this.env, extensionFolders: [] });
    const env = home === undefined || !existsSync(home) ? this.env : { ...this.env, CODEX_HOME: home };
    return { codexPath, env, log: this.log };
  }

  policySources(cwd: string): PolicySource[] {
    const { managedPolicyFile, userPolicyFile } = this.folder;
    return policySources({ managedPolicyFile, userPolicyFile, homeFolder: homedir(), workspace: this.workspace(cwd) });
  }

  get #policyReading(): PolicyReading {
    return keptPolicies(this.#readings);
  }

  async policy(cwd: string): Promise<PolicyInForce> {
    const { loadPolicy } = await import('../guard/policy/loadPolicy.ts');
    const inForce = await loadPolicy(this.remoteLedger, this.policySources(cwd), Date.now(), this.#policyReading);
    for (const { file, line, text, isLastGoodInForce } of inForce.problems) {
      const consequence = isLastGoodInForce ? 'The last good policy stays in force.' : 'Every run is asked about.';
      this.terminal.err(`${consequence} ${path.basename(file)}, line ${line}: ${saidInEnglish(text)}.\n`);
    }
    await this.tellHooksPolicy();
    return inForce;
  }

  /** What hooks do where nothing answers them. They serve all folders, so that no workspace has a say in it. */
  async tellHooksPolicy(): Promise<void> {
    const { binFolder, managedPolicyFile, userPolicyFile } = this.folder;
    if (!(await hasLauncher(binFolder))) {
      return;
    }
    const { loadPolicy } = await import('../guard/policy/loadPolicy.ts');
    const machine = policySources({ managedPolicyFile, userPolicyFile, homeFolder: homedir(), workspace: undefined });
    const { policy } = await loadPolicy(this.remoteLedger, machine, Date.now(), this.#policyReading);
    await tellOnFailure(binFolder, policy.onGuardFailure.value);
  }

  /** What answers hooks; undefined where it was not bundled. */
  get hookRuntime(): HookRuntime | undefined {
    const { hookScript: hook } = this.#programs;
    return hook === undefined
      ? undefined
      : { version: CLIENT_VERSION, node: process.execPath, isElectron: false, hook };
  }

  /** Hooks go on to find their program, also where this one has been updated or moved. Never throws. */
  async refreshHooks(): Promise<void> {
    try {
      if (this.hookRuntime !== undefined) {
        await refreshLauncher(this.folder.binFolder, this.hookRuntime);
      }
    } catch (error) {
      this.log.warn('the launcher of hooks could not be kept up to date', { reason: messageOf(error) });
    }
  }

  workspace(cwd: string): string {
    return workspaceOf(path.resolve(cwd));
  }

  async circumstances(cwd: string, wallet: WalletState): Promise<Circumstances> {
    const inForce = await this.policy(cwd);
    return { inForce, wallet, card: this.card, timezone: this.timezone, nowMs: Date.now() };
  }

  /** Puts a ledger aside that turned out to be damaged while it was read; the answer says what to do now. */
  setAsideLedger(): GuardError {
    this.close();
    const file = setAsideDamaged(this.folder.ledgerFile, Date.now());
    return new GuardError('ledger.damaged', `the ledger is damaged, and was put aside as ${file}`, {
      remedy: 'Run the command again: a new ledger is built from the rollouts. Decisions are only in the old one.',
    });
  }

  close(): void {
    this.#ledger?.close();
    this.#ledger = undefined;
  }
}
