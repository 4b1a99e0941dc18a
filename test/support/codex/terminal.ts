import type * as Xterm from '@xterm/headless';
import { type ChildProcessWithoutNullStreams, spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { shellQuoted } from '../../../src/codex/hooks/hookConfig.ts';
import type { CodexFixture } from './codexFixture.ts';
import { waitUntil } from './waitUntil.ts';

// It is CommonJS whose names Node cannot tell, and its types are those of a module that has them.
const { Terminal } = createRequire(import.meta.url)('@xterm/headless') as typeof Xterm;

/** How the TUI begins what it asks for a title of a task, in a thread that it neither logs nor tells hooks of. */
export const TITLE = 'Generate a concise';

const ROWS = 50;
const COLUMNS = 160;
const SCROLLBACK = 1_000;
const PATIENCE_MS = 20_000;

/** Whether this system has what makes a pseudo-terminal: util-linux's `script`. */
export function canMakeTerminal(): boolean {
  return spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0;
}

/** The real TUI at a terminal of its own, with a person at it. */
export class TuiAtTerminal {
  readonly #script: ChildProcessWithoutNullStreams;
  readonly #terminal = new Terminal({ rows: ROWS, cols: COLUMNS, scrollback: SCROLLBACK, allowProposedApi: true });

  /** `known` is what it does not ask about: by flags, upon which it serves its threads itself. */
  constructor(
    { codexPath, env, workspace: cwd, processes }: CodexFixture,
    args: readonly string[],
    known: readonly string[] = knownByFlags(cwd),
  ) {
    const command = [codexPath, ...known, '-s', 'danger-full-access', '-a', 'never', ...args];
    const inTerminal = `stty rows ${ROWS} cols ${COLUMNS}; exec ${command.map(shellQuoted).join(' ')}`;
    this.#script = processes.spawnTracked('script', ['-qefc', inTerminal, '/dev/null'], {
      cwd,
      env: { ...env, TERM: 'xterm-256color' },
    });
    this.#script.stdout.on('data', (bytes: Uint8Array) => {
      this.#terminal.write(bytes);
    });
    // What the TUI asks of its terminal is answered.
    this.#terminal.onData((answer) => this.#script.stdin.write(answer));
  }

  /** All that stands there, and has scrolled away, without blanks: lines are broken wherever there is no room. */
  get text(): string {
    const { active } = this.#terminal.buffer;
    const lines = Array.from({ length: active.length }, (_, index) => active.getLine(index)?.translateToString(true));
    return withoutBlanks(lines.join(''));
  }

  /** Waits until these words stand there, so many times. Blanks do not count. */
  async shows(words: string, times = 1): Promise<void> {
    try {
      await waitUntil(`“${words}” at the terminal`, () => this.#count(words) >= times, PATIENCE_MS);
    } catch (error) {
      throw new Error(`the terminal shows: ${this.text}`, { cause: error });
    }
  }

  /** Types a prompt, and sends it once it stands there. */
  async say(prompt: string): Promise<void> {
    const before = this.#count(prompt);
    this.#script.stdin.write(prompt);
    await this.shows(prompt, before + 1);
    this.#script.stdin.write('\r');
  }

  /** Presses Esc, by which a person stops a turn. */
  stop(): void {
    this.#script.stdin.write('\u001b');
  }

  #count(words: string): number {
    return this.text.split(withoutBlanks(words)).length - 1;
  }
}

/** It knows its folder, and has been told of newer models. */
function knownByFlags(workspace: string): string[] {
  return [
    `projects={${JSON.stringify(realpathSync(workspace))}={trust_level="trusted"}}`,
    'notice.model_migrations={"gpt-5.5"="gpt-6-sol"}',
  ].flatMap((setting) => ['-c', setting]);
}

/** The same in the home's settings: an app-server that is there already then serves the TUI's threads. */
export async function writeKnown({ codexHome, workspace }: CodexFixture): Promise<void> {
  const settings = [
    `[projects.${JSON.stringify(realpathSync(workspace))}]`,
    'trust_level = "trusted"',
    '[notice.model_migrations]',
    '"gpt-5.5" = "gpt-6-sol"',
  ];
  await appendFile(`${codexHome}/config.toml`, `\n${settings.join('\n')}\n`);
}

function withoutBlanks(text: string): string {
  return text.replaceAll(/\s+/g, '');
}
