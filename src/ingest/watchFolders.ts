import { type FSWatcher, watch } from 'node:fs';
import path from 'node:path';

import type { Disposable } from '../base/disposable.ts';

/** The system allows only so many watches; the newest folders, by name, are where Codex writes. */
const MAX_WATCHES = 512;

/**
 * Tells of files that change in any of some folders, each folder watched by itself: a recursive watch costs a watch
 * for every file on Linux. Folders that cannot be watched are left to the regular look around.
 */
export class FolderWatches implements Disposable {
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #onChange: (file: string) => void;

  constructor(onChange: (file: string) => void) {
    this.#onChange = onChange;
  }

  /** Watches exactly these folders from now on. */
  update(folders: readonly string[]): void {
    const wanted = new Set(folders.toSorted().toReversed().slice(0, MAX_WATCHES));
    for (const folder of this.#watchers.keys()) {
      if (!wanted.has(folder)) {
        this.#stop(folder);
      }
    }
    for (const folder of wanted) {
      this.#start(folder);
    }
  }

  dispose(): void {
    for (const folder of [...this.#watchers.keys()]) {
      this.#stop(folder);
    }
  }

  #start(folder: string): void {
    if (this.#watchers.has(folder)) {
      return;
    }
    try {
      const watcher = watch(folder, (_event, name) => {
        this.#onChange(name === null ? folder : path.join(folder, name));
      });
      watcher.on('error', () => {
        this.#stop(folder);
      });
      this.#watchers.set(folder, watcher);
    } catch {
      // Gone meanwhile, or no watches left: the regular look around finds what happens there.
    }
  }

  #stop(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }
}
