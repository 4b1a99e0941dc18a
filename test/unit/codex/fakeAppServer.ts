/** Stands in for `codex app-server`, as a program of its own that says what a test has written down. */
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface FakeSaid {
  readonly method?: string;
  readonly id?: number;
  readonly params?: object;
  readonly tells?: readonly object[];
}

export interface FakeScript {
  /** Said once the turn has started, a message a line. Ahead of one that has them, `tells` are left at its gate. */
  readonly says?: readonly FakeSaid[];
  /** It runs hooks that it is started with. */
  readonly runsHooks?: boolean;
  /** What it answers to `account/read`. */
  readonly account?: object;
  /** What it answers to others. */
  readonly answers?: Readonly<Record<string, object>>;
  /** Requests that are refused. */
  readonly refuses?: readonly string[];
  /** Requests that are refused as soon as they have parameters. */
  readonly refusesParameters?: readonly string[];
  /** It ends with code 7 and these last words, once it has said all. */
  readonly lastWords?: string;
}

/** A turn as it is asked for; what the script says comes of any. */
export const TURN_REQUEST = {
  prompt: 'Fix it',
  threadId: undefined,
  cwd: '/',
  model: 'gpt-5.5',
  effort: undefined,
  tier: undefined,
};

/** Makes `file` a codex that follows the script. */
export function installFakeAppServer(file: string, script: FakeScript): void {
  const words = [process.execPath, fileURLToPath(import.meta.url), JSON.stringify(script)];
  writeFileSync(file, `#!/bin/sh\nexec ${words.map((word) => `'${word}'`).join(' ')} "$@"\n`);
  chmodSync(file, 0o755);
}

const NEEDED = {
  'thread/start': { thread: { id: 'thread-1' } },
  'turn/start': { turn: { id: 'turn-1' } },
};

const HOOKS = ['preModelRequest', 'preCompact', 'postModelRequest'].map((eventName) => {
  return { eventName, source: 'sessionFlags', enabled: true, trustStatus: 'trusted' };
});

/** Does what its hook would do. */
function tellGate(told: readonly object[]): void {
  const [, gate = ''] = /tell\.sh' '([^']+)'/.exec(process.argv.join('\n')) ?? [];
  for (const [index, each] of told.entries()) {
    writeFileSync(path.join(gate, `told.turn-1.${index}`), JSON.stringify(each));
  }
}

function serve({
  says = [],
  runsHooks = false,
  account = {},
  answers = {},
  refuses = [],
  refusesParameters = [],
  lastWords,
}: FakeScript): void {
  const results: Readonly<Record<string, object>> = {
    ...NEEDED,
    'account/read': account,
    'hooks/list': { data: runsHooks ? [{ hooks: HOOKS }] : [] },
    ...answers,
  };
  const send = (message: object): boolean => process.stdout.write(`${JSON.stringify(message)}\n`);
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    const message = JSON.parse(line) as { readonly id?: number; readonly method?: string; readonly params?: object };
    const { id, method, params } = message;
    if (method === undefined) {
      // Our answer to a request of its own, given back as something that can be seen.
      send({ method: 'item/completed', params: { threadId: 'thread-1', item: { type: 'agentMessage', text: line } } });
    } else if (
      id !== undefined &&
      (refuses.includes(method) || (params !== undefined && refusesParameters.includes(method)))
    ) {
      send({ id, error: { code: -32600, message: 'not today' } });
    } else if (id !== undefined) {
      send({ id, result: results[method] ?? {} });
    }
    if (method === 'turn/start') {
      for (const { tells = [], ...message } of says) {
        tellGate(tells);
        send(message);
      }
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
