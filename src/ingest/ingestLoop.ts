import { statSync } from 'node:fs';
import path from 'node:path';

import { GuardError } from '../base/errors.ts';
import { phrase } from '../base/phrase.ts';
import { rolloutFileAt } from '../codex/codexHome.ts';
import { listRollouts } from '../codex/listRollouts.ts';
import { placeRollout } from '../codex/homeOf.ts';
import type { StatusLedger } from '../ledger/statusLedger.ts';
import type { Appended } from '../ledger/usage/usageWriter.ts';
import { boundHookFailures } from './hookFailures.ts';
import { type IngestProgress, NO_PROGRESS, ingestHome } from './ingestHome.ts';
import { jobOf } from './jobOf.ts';
import type { ReadJob } from './ingestJobs.ts';
import type { Ingester } from './ingestThreads.ts';
import { drainSpool } from './spool.ts';
import { FolderWatches } from './watchFolders.ts';

/** A burst of writes to a rollout is read once. */
const GATHER_MS = 8;
/** Looks at every file, for what no watch has told: new folders, network drives, watches that ran out. */
const LOOK_AROUND_MS = 15_000;
const OTHER_WRITERS_MS = 400;
const RETRY_MS = 5_000;
/** No ledger has it: the next one is looked at anew. */
const NO_DATA_VERSION = -1;

export interface IngestListener {
  onProgress(progress: IngestProgress, isDone: boolean): void;
  onChanged(): void;
  onTrouble(error: unknown): void;
}

/** Keeps a ledger up to date with some homes for as long as it runs: reads all once, then follows what changes. */
export class IngestLoop {
  readonly #homes: readonly string[];
  readonly #spoolFolder: string;
  readonly #openLedger: (wasDamaged: boolean) => Promise<StatusLedger>;
  readonly #isFileIntact: () => boolean;
  readonly #makeIngester: (promptSalt: string) => Ingester;
  readonly #listener: IngestListener;
  readonly #changedFiles = new Set<string>();
  readonly #watches = new FolderWatches((file) => {
    this.#noteChange(file);
  });
  #ledger: StatusLedger | undefined;
  #opening: Promise<StatusLedger> | undefined;
  #wasDamaged = false;
  #gatherTimer: NodeJS.Timeout | undefined;
  #seenDataVersion = NO_DATA_VERSION;
  #lookAroundTimer: NodeJS.Timeout | undefined;
  #isReadingAll = false;
  #ingester: { readonly ledger: StatusLedger; readonly ingester: Ingester } | undefined;

  /** `isFileIntact` says whether the file of the ledger that was opened last is still there, and still a ledger. */
  constructor(
    homes: readonly string[],
    spoolFolder: string,
    openLedger: (wasDamaged: boolean) => Promise<StatusLedger>,
    isFileIntact: () => boolean,
    makeIngester: (promptSalt: string) => Ingester,
    listener: IngestListener,
  ) {
    this.#homes = homes;
    this.#spoolFolder = spoolFolder;
    this.#openLedger = openLedger;
    this.#isFileIntact = isFileIntact;
    this.#makeIngester = makeIngester;
    this.#listener = listener;
  }

  /** The open ledger; it is opened (again) where it is not. Throws what opening throws. */
  async ledger(): Promise<StatusLedger> {
    if (this.#ledger !== undefined) {
      return this.#ledger;
    }
    this.#opening ??= this.#open().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  async #open(): Promise<StatusLedger> {
    this.#ledger = await this.#openLedger(this.#wasDamaged);
    this.#wasDamaged = false;
    return this.#ledger;
  }

  start(): void {
    void this.#lookAround();
    setInterval(() => {
      this.#checkOtherWriters();
    }, OTHER_WRITERS_MS);
  }

  /** Reads all homes now. */
  async ingestNow(): Promise<void> {
    this.#checkFile();
    await this.#readHomes();
  }

  /** After a failure: a damaged ledger is closed and, when it is opened again, set aside; all is then read anew. */
  recoverFrom(error: unknown): void {
    if (GuardError.is(error, 'ledger.damaged')) {
      this.#ledger?.close();
      this.#ledger = undefined;
      this.#wasDamaged = true;
      this.#seenDataVersion = NO_DATA_VERSION;
      this.#lookAroundSoon(0);
    }
  }

  /** Reads all homes, unless they are being read already. */
  async #lookAround(): Promise<void> {
    if (this.#isReadingAll) {
      return;
    }
    this.#isReadingAll = true;
    try {
      const isComplete = await this.#readHomes();
      this.#lookAroundSoon(isComplete ? LOOK_AROUND_MS : 0);
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#isReadingAll = false;
    }
  }

  /** One transaction at a time, with requests answered in between. False where the ledger was set aside meanwhile. */
  async #readHomes(): Promise<boolean> {
    const listings = this.#homes.map((home) => ({ home, listing: listRollouts(home) }));
    this.#watches.update([...listings.flatMap(({ home, listing }) => [home, ...listing.folders]), this.#spoolFolder]);
    this.#drainSpool(await this.ledger());
    for (const [index, { home, listing }] of listings.entries()) {
      const ledger = await this.ledger();
      let last: IngestProgress = NO_PROGRESS;
      for await (const progress of ingestHome(this.#ingesterFor(ledger), ledger.writer, home, listing)) {
        this.#afterWrite({ added: progress.added - last.added, observed: progress.observed - last.observed });
        this.#listener.onProgress(progress, false);
        last = progress;
        if (ledger !== this.#ledger) {
          return false;
        }
      }
      this.#listener.onProgress(last, index === listings.length - 1);
    }
    return true;
  }

  #noteChange(file: string): void {
    this.#changedFiles.add(file);
    this.#gatherTimer ??= setTimeout(() => {
      this.#gatherTimer = undefined;
      void this.#readChanged();
    }, GATHER_MS);
  }

  async #readChanged(): Promise<void> {
    const paths = [...this.#changedFiles];
    this.#changedFiles.clear();
    const changed = paths.filter((file) => path.dirname(file) !== this.#spoolFolder);
    try {
      const ledger = await this.ledger();
      const told = changed.length < paths.length ? this.#drainSpool(ledger) : [];
      const jobs = [...new Set([...changed, ...told])].flatMap((file) => this.#jobOf(ledger, file));
      for await (const step of this.#ingesterFor(ledger).ingest(jobs, ledger.writer)) {
        this.#afterWrite(step);
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Returns the rollouts of those who have told: of a turn that these tell of, what hooks were told counts no more. */
  #drainSpool(ledger: StatusLedger): string[] {
    const { responses, logs } = drainSpool(this.#spoolFolder, ledger);
    boundHookFailures(this.#spoolFolder);
    this.#afterWrite({ added: responses, observed: 0 });
    const places = [...logs].map((log) => placeRollout(log, this.#homes));
    return places.flatMap((place) => (place !== undefined && this.#homes.includes(place.home) ? place.path : []));
  }

  /** A compressed rollout comes with its plain one going: the next look around sees which of them is there. */
  #jobOf({ writer }: StatusLedger, filePath: string): ReadJob[] {
    const file = rolloutFileAt(filePath);
    const home = this.#homes.find((each) => filePath.startsWith(each + path.sep));
    const stats = statSync(filePath, { throwIfNoEntry: false });
    if (file === undefined || home === undefined || stats === undefined || file.isCompressed) {
      this.#lookAroundSoon(0);
      return [];
    }
    return [jobOf(writer.checkpoints, file, home, stats.size)];
  }

  #ingesterFor(ledger: StatusLedger): Ingester {
    if (this.#ingester?.ledger !== ledger) {
      this.#ingester = { ledger, ingester: this.#makeIngester(ledger.promptSalt()) };
    }
    return this.#ingester.ingester;
  }

  #lookAroundSoon(delayMs: number): void {
    clearTimeout(this.#lookAroundTimer);
    this.#lookAroundTimer = setTimeout(() => {
      void this.#lookAround();
    }, delayMs);
  }

  #afterWrite({ added, observed }: Appended): void {
    if (added + observed > 0) {
      this.#listener.onChanged();
    }
  }

  #checkOtherWriters(): void {
    try {
      this.#checkFile();
      const version = this.#ledger?.dataVersion() ?? 0;
      if (version !== this.#seenDataVersion) {
        this.#seenDataVersion = version;
        this.#listener.onChanged();
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  #checkFile(): void {
    if (this.#ledger !== undefined && !this.#isFileIntact()) {
      this.recoverFrom(
        new GuardError('ledger.damaged', phrase('the ledger was overwritten or taken away while it was in use')),
      );
    }
  }

  #fail(error: unknown): void {
    this.#listener.onTrouble(error);
    this.recoverFrom(error);
    this.#lookAroundSoon(GuardError.is(error, 'ledger.damaged') ? 0 : RETRY_MS);
  }
}
