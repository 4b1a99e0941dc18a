import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { Surface } from '../../core/usage/usageEvent.ts';

/** A process as others see it. */
export interface SeenProcess {
  readonly pid: number;
  readonly parentPid: number;
  readonly args: readonly string[];
  /** The terminal it was started at, as a file; undefined where it has none. */
  readonly terminal: string | undefined;
}

/** A running Codex. */
export interface CodexProcess {
  readonly pid: number;
  readonly kind: 'exec' | 'appServer' | 'tui';
  readonly terminal: string | undefined;
  /** Where an app-server was told to take clients, as an address; undefined where it was not told. */
  readonly listensAt: string | undefined;
}

type LookAtProcess = (pid: number) => SeenProcess | undefined;

/** More than programs are nested in each other. */
const MOST_ANCESTORS = 64;
const NAMES: ReadonlySet<string> = new Set(['codex', 'codex.exe', 'codex.js']);

/** The nearest Codex that a process descends from; undefined where there is none, or the system does not tell. */
export function codexAbove(pid: number, look: LookAtProcess = lookAtProcess): CodexProcess | undefined {
  for (const seen of ancestry(pid, look)) {
    const codex = asCodex(seen);
    if (codex !== undefined) {
      return codex;
    }
  }
  return undefined;
}

/** A process and those that it descends from, as far as the system tells. */
function* ancestry(pid: number, look: LookAtProcess): Generator<SeenProcess> {
  let next = pid;
  for (let step = 0; step < MOST_ANCESTORS && next > 1; step += 1) {
    const seen = look(next);
    if (seen === undefined) {
      return;
    }
    yield seen;
    next = seen.parentPid;
  }
}

/** Where a run goes on, as far as its process tells; what an app-server serves, only its threads tell. */
export function surfaceOfProcess(codex: CodexProcess | undefined): Surface {
  return codex === undefined || codex.kind === 'appServer' ? 'other' : codex.kind;
}

/** It may have been started by an interpreter, whose name stands first then. */
function asCodex({ pid, args, terminal }: SeenProcess): CodexProcess | undefined {
  const at = args.slice(0, 2).findIndex((arg) => NAMES.has(path.basename(arg)));
  if (at < 0) {
    return undefined;
  }
  const rest = args.slice(at + 1);
  const command = commandIn(rest);
  const kind = command === 'app-server' ? 'appServer' : EXEC_COMMANDS.has(command ?? '') ? 'exec' : 'tui';
  return { pid, kind, terminal, listensAt: optionIn(rest, '--listen') };
}

/** What stands behind an option, be it a word of its own or not. */
function optionIn(args: readonly string[], option: string): string | undefined {
  const at = args.findIndex((arg) => arg === option || arg.startsWith(`${option}=`));
  return args[at] === option ? args[at + 1] : args[at]?.slice(option.length + 1);
}

/** The commands that run a turn without the TUI, and end with it. */
const EXEC_COMMANDS: ReadonlySet<string> = new Set(['exec', 'e', 'review']);

/** Of the options before a command those behind which a value stands, which may be named like one. */
const VALUED =
  /^(?:-[cimpsCa]|--(?:config|enable|disable|remote|remote-auth-token-env|image|model|local-provider|profile|sandbox|cd|add-dir|ask-for-approval))$/;

/** The first word that is neither an option nor its value: a command, or a prompt. */
function commandIn(args: readonly string[]): string | undefined {
  const at = args.findIndex((arg, index) => !arg.startsWith('-') && !VALUED.test(args[index - 1] ?? ''));
  return args[at];
}

/** Looks a process up: in `/proc` where there is one, else by `ps`. */
export function lookAtProcess(pid: number): SeenProcess | undefined {
  try {
    return process.platform === 'linux' ? lookInProc(pid) : lookByPs(pid);
  } catch {
    // It has ended, or the system does not tell.
    return undefined;
  }
}

/** The name in parentheses, the second field of `stat`, may hold anything. */
function lookInProc(pid: number): SeenProcess {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [, parentPid, , , terminal] = fields.map(Number);
  const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
  return { pid, parentPid: parentPid ?? 0, args, terminal: pseudoTerminal(terminal ?? 0) };
}

/** Majors 136 to 143 are pseudo-terminals: the only ones that a person works at today. */
function pseudoTerminal(device: number): string | undefined {
  const major = (device >> 8) & 0xfff;
  const minor = (device & 0xff) | ((device >> 12) & 0xfff00);
  return major >= 136 && major <= 143 ? `/dev/pts/${(major - 136) * 256 + minor}` : undefined;
}

function lookByPs(pid: number): SeenProcess | undefined {
  // To load it takes longer than most hooks, which do without.
  const { execFileSync } = process.getBuiltinModule('node:child_process');
  const told = execFileSync('ps', ['-o', 'ppid=,tty=,args=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' });
  const [, parentPid, terminal = '', args = ''] = /^\s*(\d+)\s+(\S+)\s+(.*)$/m.exec(told) ?? [];
  const hasTerminal = terminal !== '' && !/^\?+$|^-$/.test(terminal);
  return parentPid === undefined
    ? undefined
    : {
        pid,
        parentPid: Number(parentPid),
        args: args.split(' '),
        terminal: hasTerminal ? `/dev/${terminal}` : undefined,
      };
}
