import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** One run of a program, as a whole process. */
export interface Measurement {
  readonly wallMs: number;
  /** The most memory it held, with its threads and children; undefined where the system does not tell (not Linux). */
  readonly peakBytes: number | undefined;
  readonly stdout: string;
}

const POLL_MS = 3;

/** Runs a program to its end. */
export async function measure({ file, args, env }: Program): Promise<Measurement> {
  const startedAtMs = performance.now();
  const child = spawn(file, args, { env, cwd: env['HOME'], stdio: ['ignore', 'pipe', 'pipe'] });
  const peaks = new Map<number, number>();
  const poll = setInterval(() => notePeaks(child.pid, peaks), POLL_MS);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  let endedAtMs = startedAtMs;
  child.on('exit', () => (endedAtMs = performance.now()));
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(poll);
  if (code !== 0) {
    throw new Error(`${file} ${args.join(' ')} ended with ${code}: ${stderr}`);
  }
  const peakBytes = peaks.size === 0 ? undefined : [...peaks.values()].reduce((sum, peak) => sum + peak, 0);
  return { wallMs: endedAtMs - startedAtMs, peakBytes, stdout };
}

/** The system keeps each process's peak itself, so that nothing is missed between two looks but the last few ms. */
function notePeaks(pid: number | undefined, peaks: Map<number, number>): void {
  if (pid === undefined || process.platform !== 'linux') {
    return;
  }
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readProc(`${pid}/status`))?.[1];
  if (kilobytes !== undefined) {
    peaks.set(pid, Number(kilobytes) * 1024);
  }
  for (const childPid of readProc(`${pid}/task/${pid}/children`).split(' ').filter(Boolean)) {
    notePeaks(Number(childPid), peaks);
  }
}

/** Empty once the process has gone. */
function readProc(file: string): string {
  try {
    return readFileSync(`/proc/${file}`, 'utf8');
  } catch {
    return '';
  }
}
