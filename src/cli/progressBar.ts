import type { Format } from '../core/format.ts';
import type { IngestProgress } from '../ingest/ingestHome.ts';
import type { Terminal } from './output.ts';

/** What takes longer than this shows how far it has come. */
const SHOWN_AFTER_MS = 1000;
const REDRAWN_EVERY_MS = 100;
const WIDTH = 24;
const CLEAR_LINE = '\r\u001b[K';

/** A bar on the terminal of a person; nothing elsewhere. */
export class ProgressBar {
  readonly #terminal: Terminal;
  readonly #format: Format;
  readonly #startedAtMs = performance.now();
  #drawnAtMs: number | undefined;

  constructor(terminal: Terminal, format: Format) {
    this.#terminal = terminal;
    this.#format = format;
  }

  show({ filesDone, filesTotal, bytesRead }: IngestProgress): void {
    const nowMs = performance.now();
    const isDue =
      nowMs - (this.#drawnAtMs ?? this.#startedAtMs) >=
      (this.#drawnAtMs === undefined ? SHOWN_AFTER_MS : REDRAWN_EVERY_MS);
    if (!this.#terminal.isInteractive || !isDue || filesTotal === 0) {
      return;
    }
    this.#drawnAtMs = nowMs;
    const filled = Math.round((WIDTH * filesDone) / filesTotal);
    const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
    const counts = `${this.#format.count(filesDone)} of ${this.#format.count(filesTotal)} rollouts`;
    this.#terminal.draw(`${CLEAR_LINE}${bar} ${counts}, ${(bytesRead / 1e6).toFixed(0)} MB`);
  }

  /** Takes the bar away. */
  clear(): void {
    if (this.#drawnAtMs !== undefined) {
      this.#terminal.draw(CLEAR_LINE);
      this.#drawnAtMs = undefined;
    }
  }
}
