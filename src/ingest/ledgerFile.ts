import { type Stats, statSync } from 'node:fs';

/** A database is made of whole pages, and no page is smaller. */
const SMALLEST_PAGE_BYTES = 512;

/**
 * The file that an open ledger lies in. SQLite itself does not notice that a file was overwritten, taken away or
 * replaced while it is open, and would go on in what nobody else sees.
 *
 * The file is never opened here: closing it would drop the locks that SQLite holds on it for the whole process, and
 * another process would then take away the journal that is still in use
 * (https://sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_).
 */
export class LedgerFile {
  readonly path: string;
  #inode: number | undefined;

  constructor(path: string) {
    this.path = path;
  }

  /** Says that the ledger has just been opened. */
  remember(): void {
    this.#inode = this.#stats()?.ino;
  }

  /** Whether the name still stands for the file that was opened. */
  isSame(): boolean {
    return this.#inode !== undefined && this.#stats()?.ino === this.#inode;
  }

  /** Whether it is still that file, with whole pages. What is damaged inside, reading finds out. */
  isIntact(): boolean {
    const sizeBytes = this.#stats()?.size ?? 0;
    return this.isSame() && sizeBytes > 0 && sizeBytes % SMALLEST_PAGE_BYTES === 0;
  }

  #stats(): Stats | undefined {
    return statSync(this.path, { throwIfNoEntry: false });
  }
}
