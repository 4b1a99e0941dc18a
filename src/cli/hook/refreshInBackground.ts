import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * Has the balance asked for by a process of its own, so that it is known when the next prompt comes: a hook cannot wait
 * for Codex. That process keeps to the one poller of the machine, as any other does. `program` is the one that runs,
 * beside which the command line lies; where it does not, nothing happens.
 */
export function refreshInBackground(program: string | undefined, home: string, env: NodeJS.ProcessEnv): void {
  const commandLine = program && path.join(path.dirname(program), `cli${path.extname(program)}`);
  if (commandLine === undefined || !existsSync(commandLine)) {
    return;
  }
  const args = [commandLine, 'balance', '--json', '--codex-home', home];
  const { spawn } = process.getBuiltinModule('node:child_process');
  const child = spawn(process.execPath, args, { env, detached: true, stdio: 'ignore' });
  // That it did not start is seen by the balance's age.
  child.on('error', () => undefined);
  child.unref();
}
