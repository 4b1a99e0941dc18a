import fs from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';
import { GREP_VARIABLE, RESULTS_VARIABLE, ResultsFolder, type Failure, type Report } from './results.ts';

const TEST_TIMEOUT_MS = 20_000;

/** VS Code calls this inside the extension host. It rejects where a test failed. */
export async function run(): Promise<void> {
  const results = new ResultsFolder(process.env[RESULTS_VARIABLE] ?? '');
  Mocha.reporters.Base.consoleLog = (...parts: unknown[]) => results.addSpecLine(format(...parts));
  const grep = process.env[GREP_VARIABLE];
  const mocha = new Mocha({ timeout: TEST_TIMEOUT_MS, color: false, ...(grep === undefined ? {} : { grep }) });
  // The bundle is CommonJS, with the tests beside this file.
  const folder = path.join(__dirname, 'suite');
  for (const file of fs.globSync('**/*.test.js', { cwd: folder })) {
    mocha.addFile(path.join(folder, file));
  }
  const report = await runMocha(mocha).catch((error: unknown) => {
    results.addSpecLine(`The tests could not be loaded: ${format(error)}`);
    throw error;
  });
  results.writeReport(report);
  if (report.failed > 0) {
    throw new Error(`${report.failed} tests failed`);
  }
}

function runMocha(mocha: Mocha): Promise<Report> {
  const failures: Failure[] = [];
  return new Promise((resolve) => {
    const runner = mocha.run((failed) => {
      const { passes = 0, pending = 0 } = runner.stats ?? {};
      resolve({ passed: passes, failed, skipped: pending, failures });
    });
    runner.on('fail', (test, error: Error) => {
      failures.push({ title: test.fullTitle(), error: error.stack ?? error.message });
    });
  });
}
