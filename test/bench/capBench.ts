import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import type { ModelRequest, StepUsage } from '../support/codex/backendLog.ts';
import type { Scenario } from '../support/codex/backendScenario.ts';
import { type CodexFixture, createCodexFixture } from '../support/codex/codexFixture.ts';
import { startRealRun } from '../support/codex/guardedTurn.ts';
import { type SeededRandom, seededRandom } from '../support/codex/seededRandom.ts';

/** How far one run of the real Codex passed its cap, in the backend's own bill. */
export interface CapFinding {
  readonly seed: number;
  readonly capMicros: number;
  readonly billedMicros: number;
  readonly isHeld: boolean;
  /** What the responses cost that were under way when the cap was passed, the one that passed it among them. */
  readonly inFlightMicros: number;
  /** Requests that began after the response that passed the cap had been counted and the run was held. */
  readonly afterHold: number;
}

/** How long a hold is watched. */
const WATCHED_MS = 400;
const MICROS = 1e6;

/** Runs of random length, cost and cap, a third of them with a subagent. Those measured before are not run again. */
export async function benchCap(runs: number, cache: string): Promise<readonly CapFinding[]> {
  const file = resultsFile(cache);
  const findings = readFindings(file);
  const codex = await createCodexFixture();
  try {
    for (let seed = 1; seed <= runs; seed += 1) {
      if (!findings.some((finding) => finding.seed === seed)) {
        const finding = await measureRun(codex, seed);
        appendFileSync(file, `${JSON.stringify(finding)}\n`);
        findings.push(finding);
        process.stderr.write(`run ${seed} of ${runs}\n`);
      }
    }
  } finally {
    await codex.dispose();
  }
  return findings.filter(({ seed }) => seed <= runs);
}

/** What is said of them. */
export function capPage(findings: readonly CapFinding[]): string {
  const over = findings.map(({ billedMicros, capMicros }) => billedMicros - capMicros).filter((micros) => micros > 0);
  const sorted = over.toSorted((a, b) => a - b);
  const credits = (micros: number | undefined): string => ((micros ?? 0) / MICROS).toFixed(2);
  const beyond = findings.filter(
    ({ billedMicros, capMicros, inFlightMicros }) => billedMicros - capMicros > inFlightMicros,
  );
  return [
    `${findings.length} runs, ${findings.filter(({ isHeld }) => isHeld).length} held, ${over.length} past their cap`,
    `past the cap: median ${credits(sorted[Math.floor(sorted.length / 2)])}, worst ${credits(sorted.at(-1))} credits`,
    `past it by more than the responses in flight: ${beyond.length}`,
    `requests while held: ${findings.reduce((sum, { afterHold }) => sum + afterHold, 0)}`,
  ].join('\n');
}

async function measureRun(codex: CodexFixture, seed: number): Promise<CapFinding> {
  const random = seededRandom(seed);
  const prompt = `run ${seed}.`;
  const totalMicros = play(codex, prompt, random);
  const capMicros = Math.round((totalMicros * random.int(15, 85)) / 100);
  const before = codex.backend.modelRequests.length;
  const { run } = await startRealRun(codex, prompt, capMicros / MICROS);
  const held = new Promise<'held'>((resolve) => {
    run.onDidChange(({ hold }) => {
      if (hold !== undefined) {
        resolve('held');
      }
    });
  });
  const isHeld = (await Promise.race([held, run.settled])) === 'held';
  const ofRun = (): readonly ModelRequest[] => codex.backend.modelRequests.slice(before);
  // What is in flight comes in.
  await sleep(WATCHED_MS);
  const atHold = ofRun().length;
  await sleep(WATCHED_MS);
  const requests = ofRun();
  run.stop();
  await run.settled;
  run.dispose();
  const billedMicros = requests.reduce((sum, { costMicros }) => sum + costMicros, 0);
  const inFlightMicros = inFlightAt(requests, capMicros);
  return { seed, capMicros, billedMicros, isHeld, inFlightMicros, afterHold: requests.length - atHold };
}

/** Scripts a run, and tells what all of it costs at gpt-5.5's price. */
function play({ backend }: CodexFixture, prompt: string, random: SeededRandom): number {
  let total = 0;
  const usage = (): StepUsage => {
    const input = random.int(500, 24_000);
    const output = random.int(10, 1_500);
    total += input * 125 + output * 750;
    return { input, cached: 0, cacheWrite: 0, output, reasoning: 0 };
  };
  const steps = (): Scenario => [
    ...Array.from({ length: random.int(2, 6) }, () => {
      return { kind: 'shell', command: 'true', usage: usage(), delayMs: random.int(0, 60) } as const;
    }),
    { kind: 'message', text: 'Done.', usage: usage() },
  ];
  if (random.chance(1 / 3)) {
    backend.play(`child of ${prompt}`, steps());
    const spawned = { kind: 'spawnAgent', prompt: `child of ${prompt}`, usage: usage() } as const;
    backend.play(new RegExp(`^${prompt}$`), [spawned, ...steps()]);
  } else {
    backend.play(new RegExp(`^${prompt}$`), steps());
  }
  return total;
}

/** The cost of what was under way when the bill passed the cap: begun before, and completed then or later. */
function inFlightAt(requests: readonly ModelRequest[], capMicros: number): number {
  const completed = requests
    .filter(({ completedAtMs }) => completedAtMs !== undefined)
    .toSorted((a, b) => (a.completedAtMs ?? 0) - (b.completedAtMs ?? 0));
  let billed = 0;
  const passing = completed.find(({ costMicros }) => (billed += costMicros) >= capMicros);
  const passedAtMs = passing?.completedAtMs ?? Number.POSITIVE_INFINITY;
  return completed
    .filter(({ startedAtMs, completedAtMs = 0 }) => startedAtMs <= passedAtMs && completedAtMs >= passedAtMs)
    .reduce((sum, { costMicros }) => sum + costMicros, 0);
}

/** What was measured of another guard says nothing of this one. */
function resultsFile(cache: string): string {
  const hash = createHash('sha256');
  for (const room of ['codex', 'guard']) {
    const folder = fileURLToPath(new URL(`../../src/${room}/`, import.meta.url));
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    for (const name of names.filter((each) => each.endsWith('.ts')).sort()) {
      hash.update(readFileSync(path.join(folder, name)));
    }
  }
  mkdirSync(cache, { recursive: true });
  return path.join(cache, `cap-${hash.digest('hex').slice(0, 12)}.jsonl`);
}

function readFindings(file: string): CapFinding[] {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as CapFinding);
}
