import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { devNull } from 'node:os';

/** What a traced program and its threads open; programs that it starts are let go. */
const OPENED = ['-f', '-b', 'execve', '-e', 'trace=open,openat,openat2', '-o'];

/** Whether this system has `strace`, and lets it look. */
export function canTrace(): boolean {
  return spawnSync('strace', ['-o', devNull, process.execPath, '--version']).status === 0;
}

/** The arguments of `strace` for a program, which follow them; what it opens is written to `traceFile`. */
export function traceArguments(traceFile: string): readonly string[] {
  return [...OPENED, traceFile];
}

/** Looks at a process that runs already, from when this settles until `stop` is called. */
export async function traceProcess(pid: number, traceFile: string): Promise<{ readonly stop: () => Promise<void> }> {
  const strace: ChildProcess = spawn('strace', [...OPENED, traceFile, '-p', String(pid)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  // It says so once it is attached.
  await once(strace.stderr ?? strace, 'data');
  return {
    stop: async () => {
      const hasEnded = once(strace, 'exit');
      strace.kill('SIGINT');
      await hasEnded;
    },
  };
}
