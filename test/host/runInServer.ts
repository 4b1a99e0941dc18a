import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { launchBrowser } from '../support/vscode/browser.ts';
import { startServer, workbenchUrl, type VsCodeServer } from '../support/vscode/server.ts';
import { Workbench } from '../support/vscode/workbench.ts';

/** Tests to run inside an extension host. */
export interface HostTests {
  readonly extensionDevelopmentPath: string;
  /** The bundled suite, which exports `run()`. */
  readonly extensionTestsPath: string;
  /** What the extension host finds in its environment, besides a Codex home and a data folder of its own. */
  readonly env: Readonly<Record<string, string>>;
  /** For everything together. */
  readonly timeoutMs: number;
}

/**
 * Runs them in the VS Code server, with a headless browser as its window.
 *
 * @throws {Error} where they came to no end, with a picture and the log; a failed test is for the report to tell.
 */
export async function runInServer({ env, timeoutMs, ...paths }: HostTests): Promise<void> {
  const server = await startServer({ smokeTestDriver: true, env });
  try {
    const browser = await launchBrowser();
    try {
      const workbench = new Workbench(await browser.newPage(), server);
      const folder = path.join(server.profile.folder, 'workspace');
      fs.mkdirSync(folder);
      await runInWindow(workbench, server, workbenchUrl(server, { folder, ...paths }), timeoutMs);
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
  }
}

async function runInWindow(workbench: Workbench, server: VsCodeServer, url: string, timeoutMs: number): Promise<void> {
  const finished = Promise.withResolvers<undefined>();
  // With the smoke test driver, VS Code calls this function of the window when the tests have ended.
  await workbench.page.exposeFunction('codeAutomationExit', () => finished.resolve(undefined));
  await workbench.open(url);

  const stop = new AbortController();
  const problem = await Promise.race([
    finished.promise,
    server.ended.then(() => 'the VS Code server ended'),
    workbench.page.waitForEvent('crash', { timeout: 0 }).then(() => 'the browser tab crashed'),
    delay(timeoutMs, `they took more than ${timeoutMs / 1000} s`, { signal: stop.signal }),
  ]);
  stop.abort();
  if (problem !== undefined) {
    const evidence = await workbench.saveEvidence('host-tests');
    throw new Error(
      `The tests in the extension host did not finish: ${problem}. ${evidence}\n${lastLines(server.readLog())}`,
    );
  }
}

function lastLines(log: string): string {
  return log.split('\n').slice(-30).join('\n');
}
