/** Stands in for codex as a program of its own: it speaks the app-server's protocol, as far as one run needs it. */
import { chmodSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** What it tells and does. */
export interface FakeCodexPlan {
  /** Of the included allowance; at 100, runs draw purchased credits. */
  readonly usedPercent?: number;
  /** How many responses a turn has, of one credit each with gpt-5.5. */
  readonly responses?: number;
  /** What happens when they have come: the turn completes, the process dies, or it asks to run a command first. */
  readonly then?: 'completes' | 'dies' | 'asks';
  readonly says?: string;
  /** Whether it runs hooks, so that each response must be let pass. */
  readonly hasHooks?: boolean;
}

/** Makes `file` a codex that does as planned. */
export function installFakeCodex(file: string, plan: FakeCodexPlan): void {
  const words = [process.execPath, fileURLToPath(import.meta.url), JSON.stringify(plan)].map((word) => `'${word}'`);
  writeFileSync(file, `#!/bin/sh\nexec ${words.join(' ')} "$@"\n`);
  chmodSync(file, 0o755);
}

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly result?: { readonly decision?: string };
}

const EVERY_MS = 20;
const APPROVAL_ID = 'approval-1';
const ids = { threadId: 'thread-1', turnId: 'turn-1' };

function send(message: object): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

/** What stands in for the hook: whether a pass lay at the gate that this codex was started with, and was taken. */
function takePass(): boolean {
  const [, gate = ''] = /wait\.sh' '([^']*)'/.exec(process.argv.join(' ')) ?? [];
  const pass = readdirSync(gate).find((name) => name.startsWith('pass.'));
  if (pass !== undefined) {
    rmSync(path.join(gate, pass));
  }
  return pass !== undefined;
}

function ourHooks(): object {
  const hook = { source: 'sessionFlags', enabled: true, trustStatus: 'trusted' };
  return { data: [{ hooks: ['preModelRequest', 'preCompact'].map((eventName) => ({ ...hook, eventName })) }] };
}

function serve({ usedPercent = 10, responses = 1, then = 'completes', says, hasHooks = false }: FakeCodexPlan): void {
  let isWaiting = false;
  let timer: NodeJS.Timeout | undefined;
  const complete = (status: string): void => {
    clearInterval(timer);
    send({ method: 'turn/completed', params: { ...ids, turn: { id: ids.turnId, status } } });
  };
  const finish = (): void => {
    clearInterval(timer);
    if (then === 'dies') {
      process.exit(3);
    } else if (then === 'asks') {
      const params = { ...ids, command: 'rm -rf /' };
      send({ id: APPROVAL_ID, method: 'item/commandExecution/requestApproval', params });
    } else {
      complete('completed');
    }
  };
  const startTurn = (): void => {
    if (says !== undefined) {
      send({ method: 'item/completed', params: { ...ids, item: { type: 'agentMessage', text: says } } });
    }
    let told = 0;
    timer = setInterval(() => {
      if (told === responses) {
        finish();
        return;
      }
      if (hasHooks && !isWaiting) {
        isWaiting = true;
        const run = { eventName: 'preModelRequest', source: 'sessionFlags' };
        send({ method: 'hook/started', params: { ...ids, run } });
      }
      if (hasHooks && !takePass()) {
        return;
      }
      isWaiting = false;
      told += 1;
      const last = { inputTokens: 8000, cachedInputTokens: 0, outputTokens: 0, reasoningOutputTokens: 0 };
      const total = { ...last, inputTokens: 8000 * told };
      send({ method: 'thread/tokenUsage/updated', params: { ...ids, tokenUsage: { last, total } } });
    }, EVERY_MS);
  };
  const window = { usedPercent, windowDurationMins: 300, resetsAt: Math.floor(Date.now() / 1000) + 3600 };
  const credits = { hasCredits: true, unlimited: false, balance: '1000' };
  const answers: Readonly<Record<string, object>> = {
    initialize: {},
    'account/read': { account: { type: 'chatgpt', email: 'ada@example.com' }, requiresOpenaiAuth: true },
    'account/rateLimits/read': { rateLimits: { limitId: 'codex', primary: window, credits } },
    ...(hasHooks ? { 'hooks/list': ourHooks() } : {}),
    'thread/start': { thread: { id: ids.threadId } },
    'turn/start': { turn: { id: ids.turnId } },
    'turn/interrupt': {},
  };
  createInterface({ input: process.stdin })
    .on('line', (line) => {
      const { id, method, result } = JSON.parse(line) as Message;
      if (method === undefined && id === APPROVAL_ID) {
        complete(result?.decision === 'cancel' ? 'interrupted' : 'completed');
        return;
      }
      if (method !== undefined && id !== undefined) {
        send({ id, result: answers[method] ?? {} });
      }
      if (method === 'turn/start') {
        startTurn();
      } else if (method === 'turn/interrupt') {
        complete('interrupted');
      }
    })
    .on('close', () => process.exit(0));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  serve(JSON.parse(process.argv[2] ?? '{}') as FakeCodexPlan);
}
