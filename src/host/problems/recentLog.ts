import type { Log, LogData } from '../../base/log.ts';

/** So many are enough to see what led to what. */
const MOST_LINES = 40;

/** A log that hands everything on and remembers its last warnings and errors, for a report of a problem. */
export class RecentLog implements Log {
  readonly #log: Log;
  readonly #nowMs: () => number;
  #lines: readonly string[] = [];

  constructor(log: Log, nowMs: () => number) {
    this.#log = log;
    this.#nowMs = nowMs;
  }

  /** The oldest first. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  readonly debug = (message: string, data?: LogData): void => {
    this.#log.debug(message, data);
  };

  readonly info = (message: string, data?: LogData): void => {
    this.#log.info(message, data);
  };

  readonly warn = (message: string, data?: LogData): void => {
    this.#remember('warning', message, data);
    this.#log.warn(message, data);
  };

  readonly error = (message: string, data?: LogData): void => {
    this.#remember('error', message, data);
    this.#log.error(message, data);
  };

  #remember(level: string, message: string, data: LogData = {}): void {
    const details = Object.entries(data).map(([key, value]) => `${key}=${String(value)}`);
    const line = [new Date(this.#nowMs()).toISOString(), level, message, ...details].join(' ');
    this.#lines = [...this.#lines, line].slice(-MOST_LINES);
  }
}
