import { type Said, phrase } from '../../base/phrase.ts';
import type { AppServerCommand, AppServerListener, AppServerProcess } from './appServerPort.ts';
import { overControlSocket } from './controlSocket.ts';
import { withLastWords } from './lastWords.ts';

const CONNECT_EVERY_MS = 20;
const NOTHING_TO_START: AppServerCommand = { codexPath: '', cwd: undefined, env: {} };

/** Where the parts of an app-server that is kept are found. */
export interface KeptParts {
  /** The socket itself, which Codex puts where paths are short; rejects while there is none. */
  readonly socket: () => Promise<string>;
  /** The process that keeps it; undefined where it has ended. */
  readonly keeper: () => Promise<number | undefined>;
  /** What it has written of its troubles. */
  readonly said: () => Promise<string>;
}

/** Speaks to an app-server that is kept. */
export class KeptConnection implements AppServerProcess {
  readonly #parts: KeptParts;
  readonly #listener: AppServerListener;
  /** Lines that wait for the socket. */
  readonly #waiting: string[] = [];
  #connection: AppServerProcess | undefined;
  #hasEnded = false;

  constructor(parts: KeptParts, listener: AppServerListener) {
    this.#parts = parts;
    this.#listener = listener;
  }

  /** Opens it as soon as it listens, which takes a while after its start. */
  openWhenThere(): void {
    this.#parts.socket().then(
      (socket) => {
        this.#open(socket);
      },
      () => {
        if (!this.#hasEnded) {
          setTimeout(() => {
            this.openWhenThere();
          }, CONNECT_EVERY_MS);
        }
      },
    );
  }

  /** Opens one that listens already. */
  open(): void {
    this.#parts.socket().then(
      (socket) => {
        this.#open(socket);
      },
      () => {
        this.end();
      },
    );
  }

  writeLine(line: string): void {
    if (this.#connection === undefined) {
      this.#waiting.push(line);
    } else {
      this.#connection.writeLine(line);
    }
  }

  close(): void {
    void this.#parts.keeper().then(tellToEnd);
  }

  leave(): void {
    this.end(phrase('it was let go of'));
  }

  /** `reason`: by default its own last words. */
  end(reason?: Said): void {
    if (!this.#hasEnded) {
      this.#hasEnded = true;
      this.#connection?.leave();
      void this.#tellEnd(reason);
    }
  }

  #open(socket: string): void {
    if (this.#hasEnded) {
      return;
    }
    this.#connection = overControlSocket(socket)(NOTHING_TO_START, {
      onLine: (line) => {
        this.#listener.onLine(line);
      },
      onEnd: () => {
        this.end();
      },
    });
    for (const line of this.#waiting.splice(0)) {
      this.#connection.writeLine(line);
    }
  }

  async #tellEnd(reason: Said | undefined): Promise<void> {
    this.#listener.onEnd(reason ?? withLastWords(phrase('codex app-server ended'), await this.#parts.said()));
  }
}

function tellToEnd(pid: number | undefined): void {
  try {
    if (pid !== undefined) {
      process.kill(pid, 'SIGTERM');
    }
  } catch {
    // It has gone by itself.
  }
}
