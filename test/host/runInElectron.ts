import fs from 'node:fs';
import path from 'node:path';
import { runTests, TestRunFailedError } from '@vscode/test-electron';
import { DESKTOP_FOLDER } from '../support/vscode/cache.ts';
import { createProfile } from '../support/vscode/profile.ts';
import type { HostTests } from './runInServer.ts';

/**
 * Runs the same tests in a desktop VS Code, which is downloaded (VSCODE_TEST_VERSION says which; by default the newest).
 *
 * @throws {Error} where it cannot be had; a failed test is for the report to tell.
 */
export async function runInElectron({ env, timeoutMs, ...paths }: HostTests): Promise<void> {
  const profile = createProfile();
  const folder = path.join(profile.folder, 'workspace');
  fs.mkdirSync(folder);
  const { CODEX_HOME, CODEX_GUARDRAILS_HOME } = profile.env;
  const timeLimit = setTimeout(() => {
    console.log(`The tests in the extension host took more than ${timeoutMs / 1000} s.`);
    // Ctrl-C is the way in which `runTests` lets itself be told to close VS Code.
    process.kill(process.pid, 'SIGINT');
  }, timeoutMs);
  try {
    await runTests({
      ...paths,
      cachePath: DESKTOP_FOLDER,
      version: process.env['VSCODE_TEST_VERSION'] ?? 'stable',
      extensionTestsEnv: { CODEX_HOME, CODEX_GUARDRAILS_HOME, ...env },
      launchArgs: [folder, '--disable-extensions', `--user-data-dir=${profile.dataFolder}`],
    });
  } catch (error) {
    if (!(error instanceof TestRunFailedError)) {
      throw new Error('No desktop VS Code could be downloaded; VSCODE_TEST_HOST=server needs only the npm registry.', {
        cause: error,
      });
    }
  } finally {
    clearTimeout(timeLimit);
    profile.remove();
  }
}
