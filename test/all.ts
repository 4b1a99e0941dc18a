import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Runs every stage of the tests, also after one has failed, and counts: `npm test`. The last line says
 * "N passed, N failed". A stage without tests of its own (build, types, lint) counts as one. Stages that leave a
 * processor to others run beside each other, and each says what it found when it has ended. What failed is told once
 * more at the end.
 */
interface Stage {
  readonly script: string;
  readonly hasTests: boolean;
}

interface Counts {
  readonly passed: number;
  readonly failed: number;
}

const BUILD: Stage = { script: 'build', hasTests: false };
const TYPES: Stage = { script: 'test:types', hasTests: false };
const LINT: Stage = { script: 'lint', hasTests: false };
const UNIT: Stage = { script: 'test:unit', hasTests: true };
const PROGRAMS: Stage = { script: 'test:programs', hasTests: true };
const CODEX: Stage = { script: 'test:codex', hasTests: true };
const HOST: Stage = { script: 'test:host', hasTests: true };
const E2E: Stage = { script: 'test:e2e', hasTests: true };

/** One after the other: each a few lines of stages beside each other. What a person would see is tested alone. */
const STEPS: readonly (readonly (readonly Stage[])[])[] = [
  [[BUILD]],
  [
    [UNIT, TYPES, PROGRAMS, LINT],
    [CODEX, HOST],
  ],
  [[E2E]],
];

/** Of a stage without tests of its own, the end of its output tells what is wrong. */
const TAIL_CHARS = 4_000;

const totals = { passed: 0, failed: 0 };
const failures: string[] = [];
for (const lines of STEPS) {
  await Promise.all(lines.map(runInTurn));
}
console.log(failures.join('\n'));
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed === 0 ? 0 : 1;

async function runInTurn(stages: readonly Stage[]): Promise<void> {
  for (const stage of stages) {
    const startedAtMs = performance.now();
    const { output, passed, failed } = await runStage(stage);
    totals.passed += passed;
    totals.failed += failed;
    const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1);
    const result = `── ${stage.script}: ${passed} passed, ${failed} failed, ${seconds} s\n`;
    console.log(`${output}${result}`);
    if (failed > 0) {
      failures.push(`${whatFailed(output)}${result}`);
    }
  }
}

async function runStage({ script, hasTests }: Stage): Promise<Counts & { readonly output: string }> {
  const child = spawn('npm', ['run', '--silent', script], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  if (!hasTests) {
    return code === 0 ? { output, passed: 1, failed: 0 } : { output, passed: 0, failed: 1 };
  }
  const passed = lastCount(output, /(\d+) pass(?:ed|ing)/g);
  const failed = lastCount(output, /(\d+) fail(?:ed|ing)/g);
  // A runner that fails without a failed test has broken off; one that ran nothing has tested nothing.
  const isSound = (code === 0) === (failed === 0) && passed + failed > 0;
  return { output, passed, failed: isSound ? failed : failed + 1 };
}

/** What mocha says behind its count of failed tests, or else the end. */
function whatFailed(output: string): string {
  const at = output.search(/^ *\d+ failing$/m);
  return at < 0 ? output.slice(-TAIL_CHARS) : output.slice(at);
}

/** What a runner says last: mocha "12 passing", others "12 passed". */
function lastCount(output: string, pattern: RegExp): number {
  return Number([...output.matchAll(pattern)].at(-1)?.[1] ?? 0);
}
