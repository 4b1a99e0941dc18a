import { createHash, randomBytes } from 'node:crypto';
import { type Socket, connect } from 'node:net';

import { messageOf } from '../../base/errors.ts';
import { phrase } from '../../base/phrase.ts';
import type { AppServerListener, AppServerProcess, StartAppServer } from './appServerPort.ts';
import { OPCODE, clientFrame, readFrames } from './webSocketFrames.ts';

/** What a server's answer is made with; RFC 6455 says so. */
const HANDSHAKE_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const END_OF_HEAD = '\r\n\r\n';
const MASK_BYTES = 4;

/**
 * Speaks to an app-server that is there already, at the socket where it takes other clients: a WebSocket of which each
 * text is a message. It is not ours, and goes on when we hang up.
 */
export function overControlSocket(socketFile: string): StartAppServer {
  return (_command, listener) => new ControlConnection(socketFile, listener);
}

class ControlConnection implements AppServerProcess {
  readonly #socket: Socket;
  readonly #listener: AppServerListener;
  readonly #key = randomBytes(16).toString('base64');
  /** Lines that wait for the server's consent. */
  #waiting: string[] | undefined = [];
  #received: Buffer = Buffer.alloc(0);
  #parts: Buffer[] = [];

  constructor(socketFile: string, listener: AppServerListener) {
    this.#listener = listener;
    this.#socket = connect(socketFile);
    this.#socket.on('connect', () => {
      this.#socket.write(
        `GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${this.#key}\r\nSec-WebSocket-Version: 13${END_OF_HEAD}`,
      );
    });
    this.#socket.on('data', (bytes) => {
      this.#received = Buffer.concat([this.#received, bytes]);
      this.#read();
    });
    this.#socket.on('error', (error) => {
      listener.onEnd(phrase('codex does not answer at its socket: {0}', messageOf(error)));
    });
    this.#socket.on('close', () => {
      listener.onEnd(phrase('codex has hung up'));
    });
  }

  writeLine(line: string): void {
    if (this.#waiting === undefined) {
      this.#send(OPCODE.text, Buffer.from(line));
    } else {
      this.#waiting.push(line);
    }
  }

  close(): void {
    this.leave();
  }

  leave(): void {
    this.#socket.destroy();
  }

  #send(opcode: number, payload: Buffer): void {
    this.#socket.write(clientFrame(opcode, payload, randomBytes(MASK_BYTES)));
  }

  #read(): void {
    if (this.#waiting !== undefined && !this.#readHead(this.#waiting)) {
      return;
    }
    const { frames, rest } = readFrames(this.#received);
    this.#received = rest;
    for (const { opcode, isLast, payload } of frames) {
      if (opcode === OPCODE.ping) {
        this.#send(OPCODE.pong, payload);
      } else if (opcode === OPCODE.close) {
        this.#socket.destroy();
      } else if (opcode === OPCODE.text || opcode === OPCODE.more) {
        this.#parts.push(payload);
        if (isLast) {
          this.#listener.onLine(Buffer.concat(this.#parts.splice(0)).toString('utf8'));
        }
      }
    }
  }

  /** Whether the server has agreed, and frames follow. */
  #readHead(waiting: readonly string[]): boolean {
    const end = this.#received.indexOf(END_OF_HEAD);
    if (end < 0) {
      return false;
    }
    const head = this.#received.toString('latin1', 0, end);
    const accepted = createHash('sha1')
      .update(this.#key + HANDSHAKE_GUID)
      .digest('base64');
    if (!head.startsWith('HTTP/1.1 101 ') || !head.includes(accepted)) {
      this.#socket.destroy();
      return false;
    }
    this.#received = this.#received.subarray(end + END_OF_HEAD.length);
    this.#waiting = undefined;
    for (const line of waiting) {
      this.writeLine(line);
    }
    return true;
  }
}
