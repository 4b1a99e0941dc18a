/** Stands in for `codex app-server`, as a program of its own that says what a test has written down. */
import { chmodSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface FakeScript {
  /** Said once the turn has started, a message a line. */
  readonly says?: readonly object[];
  /** What it answers to `account/read`. */
  readonly account?: object;
  /** Requests that are refused. */
  readonly refuses?: readonly string[];
  /** It ends with code 7 and these last words, once it has said all. */
  readonly lastWords?: string;
}

/** Makes `file` a codex that follows the script. */
export function installFakeAppServer(file: string, script: FakeScript): void {
  const words = [process.execPath, fileURLToPath(import.meta.url), JSON.stringify(script)];
  writeFileSync(file, `#!/bin/sh\nexec ${words.map((word) => `'${word}'`).join(' ')} "$@"\n`);
  chmodSync(file, 0o755);
}

const answers: Readonly<Record<string, object>> = {
  'thread/start': { thread: { id: 'thread-1' } },
  'turn/start': { turn: { id: 'turn-1' } },
};

function serve({ says = [], account = {}, refuses = [], lastWords }: FakeScript): void {
  const send = (message: object): boolean => process.stdout.write(`${JSON.stringify(message)}\n`);
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    const message = JSON.parse(line) as { readonly id?: number; readonly method?: string; readonly error?: object };
    const { id, method } = message;
    if (method === undefined) {
      // Our answer to a request of its own, given back as something that can be seen.
      send({ method: 'item/completed', params: { threadId: 'thread-1', item: { type: 'agentMessage', text: line } } });
    } else if (id !== undefined && refuses.includes(method)) {
      send({ id, error: { code: -32600, message: 'not today' } });
    } else if (id !== undefined) {
      send({ id, result: method === 'account/read' ? account : (answers[method] ?? {}) });
    }
    if (method === 'turn/start') {
      says.forEach(send);
      if (lastWords !== undefined) {
        process.stderr.write(`${lastWords}\n`);
        process.exitCode = 7;
        lines.close();
        process.stdin.destroy();
      }
    } else if (method === 'turn/interrupt' && !refuses.includes(method)) {
      send({
        method: 'turn/completed',
        params: { threadId: 'thread-1', turn: { id: 'turn-1', status: 'interrupted' } },
      });
    }
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  serve(JSON.parse(process.argv[2] ?? '{}') as FakeScript);
}
