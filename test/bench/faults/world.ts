import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

import { SHIPPED } from '../../support/shippedPrograms.ts';
import { type CodexFixture, type CodexResult, createCodexFixture } from '../../support/codex/codexFixture.ts';
import { waitForExit } from '../../support/processes.ts';

/** Credits that a run may cost; each response costs one. */
export const CAP_CREDITS = 6;
const POLICY = {
  version: 1,
  run: { capCredits: CAP_CREDITS, onCap: 'stop' },
  unknown: { balance: 'allow' },
  paidCredits: 'allow',
};
/** Whatever takes longer is stuck. */
const PATIENCE_MS = 90_000;
const LOOK_MS = 100;
/** Of a command line that is told: a shell's may be a whole script. */
const LONGEST_LINE = 300;

/** A process that was started, and what came of it. */
export interface Started {
  readonly pid: number;
  readonly ended: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>;
}

export interface StartedCodex {
  readonly pid: number;
  readonly ended: Promise<CodexResult>;
}

/** A real Codex with our hooks in its home, our programs as they are shipped, and a backend whose bill is the truth. */
export class FaultWorld {
  readonly codex: CodexFixture;
  readonly #cli: string;

  private constructor(codex: CodexFixture, cli: string) {
    this.codex = codex;
    this.#cli = cli;
  }

  /** Whoever creates it disposes of it. */
  static async create(): Promise<FaultWorld> {
    const codex = await createCodexFixture();
    const world = new FaultWorld(codex, SHIPPED.cli);
    mkdirSync(codex.dataFolder, { recursive: true, mode: 0o700 });
    writeFileSync(path.join(codex.dataFolder, 'policy.json'), JSON.stringify(POLICY), { mode: 0o600 });
    const { code, err } = await world.guardrails('hooks', 'install', '--yes', '--trust').ended;
    if (code !== 0) {
      throw new Error(`the hooks could not be installed: ${err}`);
    }
    return world;
  }

  get ledgerFile(): string {
    return path.join(this.codex.dataFolder, 'ledger.sqlite');
  }

  /** Starts a command of ours; `codexPath` instead of the fixture's Codex. */
  guardrails(...args: readonly string[]): Started {
    return this.guardrailsWith({}, ...args);
  }

  guardrailsWith(change: Readonly<Record<string, string>>, ...args: readonly string[]): Started {
    const { workspace: cwd, env, processes } = this.codex;
    const child = processes.spawnTracked(process.execPath, [this.#cli, ...args], { cwd, env: { ...env, ...change } });
    child.stdin.on('error', () => undefined).end();
    const ended = Promise.all([text(child.stdout), text(child.stderr), waitForExit(child)]).then(
      ([out, err, { code }]) => ({ code, out, err }),
    );
    return { pid: child.pid ?? 0, ended: inTime(ended, args.join(' ')) };
  }

  /** A guarded run of ours. */
  run(prompt: string): Started {
    return this.guardrails('run', '--yes', '--json', '--', prompt);
  }

  /** A run in Codex, guarded by hooks. */
  exec(prompt: string): StartedCodex {
    return this.execWith({}, prompt);
  }

  execWith(change: Readonly<Record<string, string>>, prompt: string): StartedCodex {
    const { process: child, result } = this.codex.startCodex([prompt], undefined, change);
    return { pid: child.pid ?? 0, ended: inTime(result, prompt) };
  }

  /** Processes of this world in whose command line something stands. */
  processesWith(words: string): readonly number[] {
    return this.codex.processes.running().filter((pid) => commandLine(pid).includes(words));
  }

  /** Processes of this world that are our own programs. */
  ownProcesses(): readonly number[] {
    return this.processesWith(path.dirname(SHIPPED.cli));
  }

  /** Waits until nothing runs any more, as it must once all has ended; what is left then is named. */
  async left(patienceMs: number): Promise<readonly string[]> {
    for (let waitedMs = 0; ; waitedMs += LOOK_MS) {
      const running = this.codex.processes.running();
      if (running.length === 0 || waitedMs >= patienceMs) {
        return running.map((pid) => commandLine(pid).slice(0, LONGEST_LINE)).filter((line) => line !== '');
      }
      await sleep(LOOK_MS);
    }
  }

  dispose(): Promise<void> {
    return this.codex.dispose();
  }
}

/** Kills just this process, and nothing that it has started. */
export function killHard(pid: number): void {
  signalAll([pid], 'SIGKILL');
}

export function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended by itself.
    }
  }
}

function commandLine(pid: number): string {
  const file = `/proc/${pid}/cmdline`;
  try {
    return existsSync(file) ? readFileSync(file, 'utf8').replaceAll('\0', ' ') : '';
  } catch {
    return '';
  }
}

async function inTime<T>(ended: Promise<T>, what: string): Promise<T> {
  const stuck = new AbortController();
  try {
    return await Promise.race([
      ended,
      sleep(PATIENCE_MS, undefined, { signal: stuck.signal }).then(() => {
        throw new Error(`stuck: ${what}`);
      }),
    ]);
  } finally {
    stuck.abort();
  }
}
