import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 20;
const LISTENING_WITHIN_MS = 60_000;

interface Pending {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

/** The inspector of another Node process on this machine. */
export class Inspector {
  readonly #socket: WebSocket;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#receive(String(data)));
    socket.addEventListener('close', () => {
      this.#pending.forEach(({ reject }) => reject(new Error('the inspected process has ended')));
      this.#pending.clear();
    });
  }

  /** Waits for the process that listens on this port of loopback. */
  static async connect(port: number): Promise<Inspector> {
    const socket = new WebSocket(await addressOf(port));
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', () => {
        reject(new Error(`no inspector answers on port ${port}`));
      });
    });
    return new Inspector(socket);
  }

  /** Sends a command of the inspector's protocol, and gives its answer, of which the caller knows the type. */
  post<T = unknown>(method: string, params: object = {}): Promise<T> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  /** The value of an expression in the process; what it throws is thrown here. */
  async evaluate<T = unknown>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.post<{
      readonly result: { readonly value: T };
      readonly exceptionDetails?: object;
    }>('Runtime.evaluate', { expression, returnByValue: true });
    if (exceptionDetails !== undefined) {
      throw new Error(`it failed in the inspected process: ${JSON.stringify(exceptionDetails)}`);
    }
    return result.value;
  }

  close(): void {
    this.#socket.close();
  }

  #receive(text: string): void {
    const { id, result, error } = JSON.parse(text) as {
      readonly id?: number;
      readonly result: never;
      readonly error?: { readonly message: string };
    };
    const pending = id === undefined ? undefined : this.#pending.get(id);
    if (id === undefined || pending === undefined) {
      return;
    }
    this.#pending.delete(id);
    if (error === undefined) {
      pending.resolve(result);
    } else {
      pending.reject(new Error(error.message));
    }
  }
}

async function addressOf(port: number): Promise<string> {
  const untilMs = Date.now() + LISTENING_WITHIN_MS;
  while (Date.now() < untilMs) {
    try {
      const targets = await fetch(`http://127.0.0.1:${port}/json/list`);
      const [target] = (await targets.json()) as { readonly webSocketDebuggerUrl: string }[];
      if (target !== undefined) {
        return target.webSocketDebuggerUrl;
      }
    } catch {
      // It does not listen yet.
    }
    await delay(POLL_MS);
  }
  throw new Error(`nothing listened on port ${port} within ${LISTENING_WITHIN_MS / 1000} s`);
}
