import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { ProcessTracker, waitForExit, type ProcessExit } from '../processes.ts';
import { startBackend, type BackendOptions, type LoopbackBackend } from './backend.ts';
import { codexBinary } from './codexBinary.ts';
import { API_KEY_VARIABLE, createCodexHome, type CodexHomeOptions } from './codexHome.ts';
import { createWorkspace } from './workspace.ts';

/** By default a ChatGPT login on a business plan. */
export interface CodexFixtureOptions extends Partial<Omit<CodexHomeOptions, 'root' | 'backendUrl' | 'accountId'>> {
  readonly backend?: BackendOptions;
  /** By default the installed one. */
  readonly codexPath?: string;
}

/** A line of `codex exec --json`; what follows from its type is the reader's to know. */
export type ExecEvent = Readonly<Record<string, unknown>> & { readonly type: string };

/** What a finished `codex exec` left behind. */
export interface CodexResult extends ProcessExit {
  readonly stdout: string;
  readonly stderr: string;
  readonly events: readonly ExecEvent[];
  /** Undefined when it failed before there was a thread. */
  readonly threadId: string | undefined;
}

/** A `codex exec` under way: `process` takes signals, `result` comes with its end. */
export interface CodexRun {
  readonly process: ChildProcessWithoutNullStreams;
  readonly result: Promise<CodexResult>;
}

/** The real Codex with all that surrounds it made up: account, home, workspace and model. */
export interface CodexFixture {
  /** Also the HOME of everything that runs here. */
  readonly root: string;
  readonly codexHome: string;
  /** What CODEX_GUARDRAILS_HOME says. It does not exist yet. */
  readonly dataFolder: string;
  /** A git repository with a README and a source file. */
  readonly workspace: string;
  readonly backend: LoopbackBackend;
  readonly codexPath: string;
  /** The whole environment: of the machine's own only PATH gets in. */
  readonly env: Readonly<Record<string, string>>;
  /** Starts what a test needs besides; it ends with the fixture. */
  readonly processes: ProcessTracker;
  /** Starts `codex exec --json …args` in the workspace, by default with the fixture's own Codex and environment. */
  startCodex(args: readonly string[], codexPath?: string, change?: Readonly<Record<string, string>>): CodexRun;
  /** Runs `codex exec --json …args` in the workspace to its end. */
  runCodex(args: readonly string[], codexPath?: string): Promise<CodexResult>;
  /** The rollout file of a thread. */
  rolloutPath(threadId: string): Promise<string>;
  /** Ends every process, stops the backend and removes the root, also after a failure. */
  dispose(): Promise<void>;
}

/** Codex refuses a home under the system's temporary folder, so fixtures live where tools keep their caches. */
const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/codex-guardrails/', import.meta.url));

/** Sets up a Codex of one's own; whoever creates it disposes of it. */
export async function createCodexFixture(options: CodexFixtureOptions = {}): Promise<CodexFixture> {
  await mkdir(CACHE, { recursive: true });
  const root = await mkdtemp(CACHE);
  const backend = await startBackend(options.backend);
  try {
    const codexHome = await createHome(root, backend, options);
    const workspace = await createWorkspace(path.join(root, 'workspace'));
    return new RealCodex({ root, codexHome, workspace, backend, codexPath: options.codexPath ?? codexBinary() });
  } catch (error) {
    await backend.stop();
    removeFolder(root);
    throw error;
  }
}

/** The home and the backend tell of the same account. */
async function createHome(
  root: string,
  { url, state }: LoopbackBackend,
  options: CodexFixtureOptions,
): Promise<string> {
  state.planType = options.plan ?? state.planType;
  const { auth = 'chatgpt' } = options;
  const { planType: plan, accountId } = state;
  return createCodexHome({ ...options, auth, plan, accountId, root, backendUrl: url });
}

type RealCodexParts = Pick<CodexFixture, 'root' | 'codexHome' | 'workspace' | 'backend' | 'codexPath'>;

class RealCodex implements CodexFixture {
  readonly root: string;
  readonly codexHome: string;
  readonly dataFolder: string;
  readonly workspace: string;
  readonly backend: LoopbackBackend;
  readonly codexPath: string;
  readonly env: Readonly<Record<string, string>>;
  readonly processes = new ProcessTracker();
  readonly #onExit = (): void => removeFolder(this.root);

  constructor({ root, codexHome, workspace, backend, codexPath }: RealCodexParts) {
    this.root = root;
    this.codexHome = codexHome;
    this.dataFolder = path.join(root, '.codex-guardrails');
    this.workspace = workspace;
    this.backend = backend;
    this.codexPath = codexPath;
    this.env = {
      PATH: process.env['PATH'] ?? '',
      HOME: root,
      LANG: 'C.UTF-8',
      CODEX_HOME: codexHome,
      CODEX_GUARDRAILS_HOME: this.dataFolder,
      CODEX_GUARDRAILS_CODEX: this.codexPath,
      [API_KEY_VARIABLE]: 'sk-loopback',
      ...proxyEnvironment(backend.url),
    };
    process.on('exit', this.#onExit);
  }

  startCodex(
    args: readonly string[],
    codexPath = this.codexPath,
    change: Readonly<Record<string, string>> = {},
  ): CodexRun {
    const child = this.processes.spawnTracked(
      codexPath,
      ['exec', '--json', '--sandbox', 'danger-full-access', ...args],
      { cwd: this.workspace, env: { ...this.env, ...change } },
    );
    child.stdin.end();
    const result = readResult(child);
    // A test that does not wait for the end does not fail by it either.
    result.catch(() => undefined);
    return { process: child, result };
  }

  async runCodex(args: readonly string[], codexPath?: string): Promise<CodexResult> {
    return this.startCodex(args, codexPath).result;
  }

  async rolloutPath(threadId: string): Promise<string> {
    const sessions = path.join(this.codexHome, 'sessions');
    // Asked for types, it does not follow links, which may lead in circles.
    const entries = await readdir(sessions, { recursive: true, withFileTypes: true });
    const file = entries.find(({ name }) => name.endsWith(`-${threadId}.jsonl`));
    if (file === undefined) {
      throw new Error(`there is no rollout of thread ${threadId} in ${sessions}`);
    }
    return path.join(file.parentPath, file.name);
  }

  async dispose(): Promise<void> {
    try {
      await this.processes.killAll();
      await this.backend.stop();
    } finally {
      removeFolder(this.root);
      process.off('exit', this.#onExit);
    }
  }
}

/** Sends whatever leaves for another host to the backend, which refuses it and keeps a note. */
function proxyEnvironment(url: string): Record<string, string> {
  return { HTTP_PROXY: url, HTTPS_PROXY: url, ALL_PROXY: url, NO_PROXY: '127.0.0.1,localhost' };
}

const execEvent = z.looseObject({ type: z.string() });

async function readResult(child: ChildProcessWithoutNullStreams): Promise<CodexResult> {
  const [stdout, stderr, exit] = await Promise.all([text(child.stdout), text(child.stderr), waitForExit(child)]);
  const events = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => execEvent.parse(JSON.parse(line)));
  const threadId = events.find(({ type }) => type === 'thread.started')?.['thread_id'];
  return { ...exit, stdout, stderr, events, threadId: typeof threadId === 'string' ? threadId : undefined };
}

/** Files may still appear while the killed processes' last writes land, so it tries more than once. */
function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}
