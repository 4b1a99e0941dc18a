import type { Terminal } from './output.ts';

/** What takes longer than this shows how far it has come. */
const SHOWN_AFTER_MS = 1000;
const REDRAWN_EVERY_MS = 100;
const WIDTH = 24;
const CLEAR_LINE = '\r\u001b[K';

/** A bar on the terminal of a person; nothing elsewhere. */
export class ProgressBar {
  readonly #terminal: Terminal;
  readonly #nowMs: () => number;
  readonly #startedAtMs: number;
  #drawnAtMs: number | undefined;

  constructor(terminal: Terminal, nowMs = () => performance.now()) {
    this.#terminal = terminal;
    this.#nowMs = nowMs;
    this.#startedAtMs = nowMs();
  }

  /** `words` stand behind the bar: how much of what is done. They are made only when they are drawn. */
  show(done: number, total: number, words: () => string): void {
    const nowMs = this.#nowMs();
    const isDue =
      nowMs - (this.#drawnAtMs ?? this.#startedAtMs) >=
      (this.#drawnAtMs === undefined ? SHOWN_AFTER_MS : REDRAWN_EVERY_MS);
    if (!this.#terminal.isInteractive || !isDue || total === 0) {
      return;
    }
    this.#drawnAtMs = nowMs;
    const filled = Math.round((WIDTH * done) / total);
    this.#terminal.draw(`${CLEAR_LINE}${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${words()}`);
  }

  /** Takes the bar away. */
  clear(): void {
    if (this.#drawnAtMs !== undefined) {
      this.#terminal.draw(CLEAR_LINE);
      this.#drawnAtMs = undefined;
    }
  }
}
