import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

import { bundledScript } from '../bundledScript.ts';
import type { CodexFixture } from './codexFixture.ts';
import type { GuardTold, GuardWish } from './guardProcess.ts';
import { waitUntil } from './waitUntil.ts';

const SCRIPT = bundledScript(new URL('guardProcess.ts', import.meta.url));
const TOLD_TIMEOUT_MS = 30_000;

/** A guard in a process of its own. */
export class GuardProcess {
  readonly told: GuardTold[] = [];
  readonly #child: ChildProcessWithoutNullStreams;
  #errors = '';

  constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child;
    createInterface({ input: child.stdout }).on('line', (line) => this.told.push(JSON.parse(line) as GuardTold));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#errors += text));
  }

  /** The newest of a kind that it has told, as soon as there are so many. */
  async hear<K extends GuardTold['kind']>(kind: K, times = 1): Promise<Extract<GuardTold, { kind: K }>> {
    const heard = () => this.told.filter((each) => each.kind === kind);
    try {
      await waitUntil(`a guard to say ${kind}`, () => heard().length >= times, TOLD_TIMEOUT_MS);
    } catch (error) {
      throw new Error(`it said ${JSON.stringify(this.told)} ${this.#errors}`, { cause: error });
    }
    return heard().at(-1) as Extract<GuardTold, { kind: K }>;
  }

  say(line: string): void {
    this.#child.stdin.write(`${line}\n`);
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}

/** Starts a guard with a run of its own, or without a prompt one that looks for a run to go on with. */
export function startGuard(codex: CodexFixture, wish: Partial<GuardWish> = {}): GuardProcess {
  const { codexPath, codexHome, dataFolder, workspace: cwd, env } = codex;
  const whole: GuardWish = {
    ...{
      codexPath,
      codexHome,
      dataFolder,
      cwd,
      prompt: undefined,
      capCredits: 100,
      maxSubagents: undefined,
      graceMs: 60_000,
      allows: false,
      isUnrecorded: false,
    },
    ...wish,
  };
  return new GuardProcess(
    codex.processes.spawnTracked(process.execPath, [SCRIPT, JSON.stringify(whole)], { cwd, env }),
  );
}

/** The process that keeps an app-server. */
export function keeperAt(place: string): number {
  return Number(readFileSync(`${place}/keeper`, 'utf8'));
}
