import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A process with the words it was started with. */
export interface SeenProcess {
  readonly parentPid: number;
  readonly args: readonly string[];
}

/** More than programs are nested in each other. */
const MOST_ANCESTORS = 64;
const CODEX_NAMES: ReadonlySet<string> = new Set(['codex', 'codex.exe', 'codex.js']);

/** Whether a process was started, however indirectly, by Codex. It may itself be run by an interpreter. */
export function isBelowCodex(pid: number, look: (pid: number) => SeenProcess | undefined = lookAtProcess): boolean {
  let seen = look(pid);
  for (let step = 0; seen !== undefined && step < MOST_ANCESTORS; step += 1) {
    if (seen.args.slice(0, 2).some((arg) => CODEX_NAMES.has(path.basename(arg)))) {
      return true;
    }
    seen = seen.parentPid > 1 ? look(seen.parentPid) : undefined;
  }
  return false;
}

/** Looks a process up; undefined where it has ended or the system does not tell. */
function lookAtProcess(pid: number): SeenProcess | undefined {
  try {
    return process.platform === 'linux' ? lookInProc(pid) : lookByPs(pid);
  } catch {
    return undefined;
  }
}

/** The name in parentheses, the second field of `stat`, may hold anything. */
function lookInProc(pid: number): SeenProcess {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [, parentPid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
  return { parentPid: Number(parentPid), args };
}

function lookByPs(pid: number): SeenProcess | undefined {
  const told = execFileSync('ps', ['-o', 'ppid=,args=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' });
  const [, parentPid, args = ''] = /^\s*(\d+)\s+(.*)$/m.exec(told) ?? [];
  return parentPid === undefined ? undefined : { parentPid: Number(parentPid), args: args.split(' ') };
}
