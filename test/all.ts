import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Runs every stage of the tests, also after one has failed, and counts: `npm test`. The last line says
 * "N passed, N failed". A stage without tests of its own (build, types, lint) counts as one.
 */
interface Stage {
  readonly script: string;
  readonly hasTests: boolean;
}

interface Counts {
  readonly passed: number;
  readonly failed: number;
}

const STAGES: readonly Stage[] = [
  { script: 'build', hasTests: false },
  { script: 'test:types', hasTests: false },
  { script: 'lint', hasTests: false },
  { script: 'test:unit', hasTests: true },
  { script: 'test:codex', hasTests: true },
  { script: 'test:host', hasTests: true },
  { script: 'test:e2e', hasTests: true },
];

const totals = { passed: 0, failed: 0 };
for (const stage of STAGES) {
  const startedAtMs = performance.now();
  const { passed, failed } = await runStage(stage);
  totals.passed += passed;
  totals.failed += failed;
  const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1);
  console.log(`── ${stage.script}: ${passed} passed, ${failed} failed, ${seconds} s\n`);
}
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed === 0 ? 0 : 1;

async function runStage({ script, hasTests }: Stage): Promise<Counts> {
  const child = spawn('npm', ['run', '--silent', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    process.stdout.write(text);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (!hasTests) {
    return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  }
  const passed = lastCount(output, /(\d+) pass(?:ed|ing)/g);
  const failed = lastCount(output, /(\d+) fail(?:ed|ing)/g);
  // A runner that fails without a failed test has broken off; one that ran nothing has tested nothing.
  const isSound = (code === 0) === (failed === 0) && passed + failed > 0;
  return { passed, failed: isSound ? failed : failed + 1 };
}

/** What a runner says last: mocha "12 passing", others "12 passed". */
function lastCount(output: string, pattern: RegExp): number {
  return Number([...output.matchAll(pattern)].at(-1)?.[1] ?? 0);
}
