import path from 'node:path';

import { GuardError } from '../base/errors.ts';
import { listRollouts } from '../codex/codexHome.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { type IngestProgress, ingestHome, ingestWholeHome } from './ingestHome.ts';
import { readRollout } from './readRollout.ts';
import { FolderWatches } from './watchFolders.ts';
import { cachedWorkspaceOf } from './workspaceOf.ts';

/** A burst of writes to a rollout is read once. */
const GATHER_MS = 40;
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
  readonly #openLedger: (wasDamaged: boolean) => Ledger;
  readonly #isFileIntact: () => boolean;
  readonly #listener: IngestListener;
  readonly #workspaceOf = cachedWorkspaceOf();
  readonly #changedFiles = new Set<string>();
  readonly #watches = new FolderWatches((file) => {
    this.#noteChange(file);
  });
  #ledger: Ledger | undefined;
  #wasDamaged = false;
  #gatherTimer: NodeJS.Timeout | undefined;
  #seenDataVersion = NO_DATA_VERSION;
  #isReadingAll = false;

  /** `isFileIntact` says whether the file of the ledger that was opened last is still there, and still a ledger. */
  constructor(
    homes: readonly string[],
    openLedger: (wasDamaged: boolean) => Ledger,
    isFileIntact: () => boolean,
    listener: IngestListener,
  ) {
    this.#homes = homes;
    this.#openLedger = openLedger;
    this.#isFileIntact = isFileIntact;
    this.#listener = listener;
  }

  /** The open ledger; it is opened (again) where it is not. Throws what opening throws. */
  ledger(): Ledger {
    if (this.#ledger === undefined) {
      this.#ledger = this.#openLedger(this.#wasDamaged);
      this.#wasDamaged = false;
    }
    return this.#ledger;
  }

  start(): void {
    this.#lookAround();
    setInterval(() => {
      this.#checkOtherWriters();
    }, OTHER_WRITERS_MS);
  }

  /** Reads all homes now, in one go. */
  ingestNow(): void {
    this.#checkFile();
    for (const home of this.#homes) {
      const { added } = ingestWholeHome(this.ledger().writer, home, this.#workspaceOf);
      this.#afterWrite(added);
    }
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

  #lookAround(): void {
    if (this.#isReadingAll) {
      return;
    }
    this.#isReadingAll = true;
    this.#watchFolders();
    this.#readHomes([...this.#homes]);
  }

  #watchFolders(): void {
    this.#watches.update(this.#homes.flatMap((home) => [home, ...listRollouts(home).folders]));
  }

  /** One transaction at a time, with requests answered in between. */
  #readHomes(homes: string[], running?: Generator<IngestProgress, IngestProgress>, ledger = this.#ledger): void {
    if (ledger !== this.#ledger) {
      this.#isReadingAll = false;
      this.#lookAroundSoon(0);
      return;
    }
    try {
      const home = running === undefined ? homes.shift() : undefined;
      const reader =
        running ?? (home === undefined ? undefined : ingestHome(this.ledger().writer, home, this.#workspaceOf));
      if (reader === undefined) {
        this.#isReadingAll = false;
        this.#lookAroundSoon(LOOK_AROUND_MS);
        return;
      }
      const step = reader.next();
      this.#afterWrite(step.value.added);
      this.#listener.onProgress(step.value, step.done === true && homes.length === 0);
      const readFrom = this.#ledger;
      setImmediate(() => {
        this.#readHomes(homes, step.done === true ? undefined : reader, readFrom);
      });
    } catch (error) {
      this.#isReadingAll = false;
      this.#fail(error);
    }
  }

  #noteChange(file: string): void {
    this.#changedFiles.add(file);
    this.#gatherTimer ??= setTimeout(() => {
      this.#gatherTimer = undefined;
      this.#readChanged();
    }, GATHER_MS);
  }

  #readChanged(): void {
    const files = [...this.#changedFiles];
    this.#changedFiles.clear();
    const rollouts = files.filter((file) => file.endsWith('.jsonl'));
    if (rollouts.length < files.length) {
      this.#watchFolders();
      this.#lookAroundSoon(0);
    }
    try {
      for (const home of this.#homes) {
        this.#readFiles(
          home,
          rollouts.filter((file) => file.startsWith(home + path.sep)),
        );
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  #readFiles(home: string, files: readonly string[]): void {
    if (files.length === 0) {
      return;
    }
    const { writer } = this.ledger();
    const batches = files
      .map((file) => readRollout(file, home, writer.checkpointOf(file), this.#workspaceOf)?.batch)
      .filter((batch) => batch !== undefined);
    this.#afterWrite(batches.length === 0 ? 0 : writer.append(batches));
  }

  #lookAroundTimer: NodeJS.Timeout | undefined;

  #lookAroundSoon(delayMs: number): void {
    clearTimeout(this.#lookAroundTimer);
    this.#lookAroundTimer = setTimeout(() => {
      this.#lookAround();
    }, delayMs);
  }

  #afterWrite(added: number): void {
    if (added > 0) {
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
        new GuardError('ledger.damaged', 'the ledger was overwritten or taken away while it was in use'),
      );
    }
  }

  #fail(error: unknown): void {
    this.#listener.onTrouble(error);
    this.recoverFrom(error);
    this.#lookAroundSoon(GuardError.is(error, 'ledger.damaged') ? 0 : RETRY_MS);
  }
}
