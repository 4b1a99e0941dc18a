import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A file that a process opened, or tried to. */
export interface Opened {
  /** The program that was running: the last one that the process, or whoever forked it, executed. */
  readonly program: string;
  readonly path: string;
}

/** Whether this machine lets a process be traced. */
export function canTrace(): boolean {
  return process.platform === 'linux' && spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0;
}

/** The command line that runs another under the tracer, writing to `file`. */
export function tracing(file: string, command: readonly string[]): readonly [string, ...string[]] {
  const calls = 'trace=open,openat,openat2,execve,clone,clone3,fork,vfork';
  return ['strace', '-f', '-qq', '-s', '4096', '-e', calls, '-o', file, ...command];
}

const EXECUTED = /^execve\("((?:[^"\\]|\\.)*)".*\) = 0/;
const FORKED = /^(?:clone3?|v?fork)\(.*\) = (\d+)/;
const RESUMED = /^<\.\.\. (?:clone3?|v?fork|execve) resumed>.*\) += (\d+)/;
const OPENED = /^open(?:at2?)?\((?:[^"]*, )?"((?:[^"\\]|\\.)*)"/;

/** Every open in a trace, with the program that did it. Threads count as their process. */
export function opensIn(file: string): Opened[] {
  const programs = new Map<string, string>();
  const executing = new Map<string, string>();
  const opens: Opened[] = [];
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const [, pid = '', call = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const started = EXECUTED.exec(call)?.[1];
    const begun = /^execve\("((?:[^"\\]|\\.)*)".*<unfinished/.exec(call)?.[1];
    const child = FORKED.exec(call)?.[1];
    const resumed = RESUMED.exec(call)?.[1];
    const path = OPENED.exec(call)?.[1];
    if (started !== undefined) {
      programs.set(pid, started);
    } else if (begun !== undefined) {
      executing.set(pid, begun);
    } else if (resumed === '0') {
      programs.set(pid, executing.get(pid) ?? '');
    } else if ((child ?? resumed) !== undefined) {
      programs.set(child ?? resumed ?? '', programs.get(pid) ?? '');
    } else if (path !== undefined) {
      opens.push({ program: programs.get(pid) ?? '', path });
    }
  }
  return opens;
}
