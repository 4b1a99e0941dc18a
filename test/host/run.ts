import { execSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { type CodexFixture, createCodexFixture } from '../support/codex/codexFixture.ts';
import { writeDemoHistory } from '../support/codex/demoHome.ts';
import { PROJECT_FOLDER } from '../support/vscode/cache.ts';
import { runHostTests } from './hostTests.ts';

const HELP = `Runs the tests in test/host/suite inside the extension host of a real VS Code.

  node test/host/run.ts [options]

  --grep TEXT         only the tests whose title contains it
  --timeout SECONDS   for everything together (180)
  --env NAME=VALUE    a variable for the extension host; may be repeated
  --no-build          take the bundles in dist/ as they are
  --extension FOLDER  another extension than this one, taken as it is

VSCODE_TEST_HOST=server    a VS Code server from npm, with a headless browser (the default on Linux)
VSCODE_TEST_HOST=electron  a downloaded desktop VS Code (the default elsewhere)`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      grep: { type: 'string' },
      timeout: { type: 'string', default: '180' },
      env: { type: 'string', multiple: true, default: [] },
      'no-build': { type: 'boolean', default: false },
      extension: { type: 'string', default: PROJECT_FOLDER },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  // Set at once: it then counts as a failure too where nothing is left to wait for before the end is reached.
  process.exitCode = 1;
  if (!values['no-build'] && values.extension === PROJECT_FOLDER) {
    execSync('npm run --silent build', { cwd: PROJECT_FOLDER, stdio: 'inherit' });
  }
  const codex = await demoCodex();
  const { passed, failed } = await runHostTests({
    extension: values.extension,
    env: { ...codex.env, ...Object.fromEntries(values.env.map(parseVariable)) },
    timeoutMs: Number(values.timeout) * 1000,
    grep: values.grep,
  }).finally(() => codex.dispose());
  if (passed + failed === 0) {
    console.log('No test ran.');
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}

/** A Codex with a month of history, which asks nobody outside this machine. */
async function demoCodex(): Promise<Pick<CodexFixture, 'env' | 'dispose'>> {
  if (process.platform === 'win32') {
    return { env: {}, dispose: () => Promise.resolve() };
  }
  const fixture = await createCodexFixture();
  await writeDemoHistory(fixture.codexHome, { nowMs: Date.now(), days: 30, seed: 7 });
  return fixture;
}

function parseVariable(text: string): [string, string] {
  const [name = '', ...value] = text.split('=');
  return [name, value.join('=')];
}

await main();
