import path from 'node:path';
import { buildSuite } from './buildSuite.ts';
import { GREP_VARIABLE, RESULTS_VARIABLE, ResultsFolder, type Report } from './results.ts';
import { runInElectron } from './runInElectron.ts';
import { runInServer } from './runInServer.ts';

export interface HostTestOptions {
  /** The folder of the extension under test, with its bundles built. */
  readonly extension: string;
  /** Goes on top of the environment, in which Codex's home and ours are throw-away folders. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Runs only the tests whose title contains it. */
  readonly grep?: string | undefined;
}

/**
 * Runs the suite in a real VS Code, and prints what mocha's `spec` reporter has to say.
 *
 * VSCODE_TEST_HOST chooses it: `server` (the default on Linux) or `electron`.
 *
 * @throws {Error} where the suite came to no end.
 */
export async function runHostTests({ extension, env, timeoutMs, grep }: HostTestOptions): Promise<Report> {
  const runInHost = chooseHost() === 'electron' ? runInElectron : runInServer;
  const suite = await buildSuite();
  const resultsFolder = path.join(path.dirname(suite), 'results');
  const results = new ResultsFolder(resultsFolder);
  try {
    await runInHost({
      extensionDevelopmentPath: path.resolve(extension),
      extensionTestsPath: suite,
      env: { ...env, [RESULTS_VARIABLE]: resultsFolder, ...(grep === undefined ? {} : { [GREP_VARIABLE]: grep }) },
      timeoutMs,
    });
  } finally {
    console.log(results.readSpec());
  }
  const report = results.readReport();
  if (report === undefined) {
    throw new Error(
      'The suite left no report. The lines above tell how far it came; without any, VS Code could not load ' +
        `${suite} (does node_modules/mocha exist?)`,
    );
  }
  return report;
}

function chooseHost(): 'server' | 'electron' {
  const wanted = process.env['VSCODE_TEST_HOST'] ?? '';
  switch (wanted) {
    case 'server':
    case 'electron':
      return wanted;
    case '':
      return process.platform === 'linux' ? 'server' : 'electron';
    default:
      throw new Error(`VSCODE_TEST_HOST is "${wanted}", and can be "server" or "electron".`);
  }
}
