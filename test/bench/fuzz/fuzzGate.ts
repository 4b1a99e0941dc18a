import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { LAUNCHER_GATE } from '../../../src/codex/hooks/launcherGate.ts';
import { type SeededRandom, hashText, seededRandom } from '../../support/codex/seededRandom.ts';
import type { FuzzFind, FuzzResult } from './fuzz.ts';
import { type GateCase, whyShut } from './gateReading.ts';
import { mutated } from './mutate.ts';

const NAME = 'gate of the launcher';
const THREAD = 'thread-1';
const TURN = 'turn-1';
const TALLY = `tally.${TURN}.1-2`;
const SHELL = '/bin/sh';
/** So many are read by one shell; to start one for each would take most of the time. */
const CASES_OF_A_SHELL = 250;

const GATE = `known 2000000
below 10000000
from 0
until 999999999
tally ${TALLY}
model gpt-5.5
own 272000 125000000 12500000 750000000 250000000 25000000 1125000000
other 272000 125000000 12500000 750000000 250000000 25000000 1125000000
older /bin/sh
absent /nobody/has/this
log /home/me/rollout.jsonl
whole
`;
const TALLIES = [
  `begun\n${TURN} gpt-5.5 8000 0 0\n`,
  `begun\n${TURN} gpt-5.5 8000 4000 100\nturn-2 gpt-5.5 900 0 10\n`,
  `begun\n${TURN} gpt-5.5 90000000 0 0\n`,
  `begun\n${TURN} gpt-5.5 60000000000 0 0\n`,
  `begun\n`,
];
const CALL = JSON.stringify({ session_id: THREAD, turn_id: TURN, cwd: '/work', hook_event_name: 'PreModelRequest' });

/** Each case in a shell of its own, made by the one that reads them all. Prints the numbers of those that passed. */
const SCRIPT = `${LAUNCHER_GATE}
for dir in "$1"/*; do
  (
    input=
    while IFS= read -r line || [ -n "$line" ]; do input=$input$line; done <"$dir/call"
    gates=$dir
    passed=
    passes && printf '%s\\n' "\${dir##*/}" >&3
  ) 3>&1 >/dev/null 2>&1
done
`;

/** Feeds changed gates, tallies and calls to the launcher's own words: whatever passes must be allowed to. */
export function fuzzGate(inputs: number, seed: number): FuzzResult {
  const finds: FuzzFind[] = [];
  let accepted = 0;
  let slowestMs = 0;
  for (let first = 0; first < inputs; first += CASES_OF_A_SHELL) {
    const cases = Array.from({ length: Math.min(CASES_OF_A_SHELL, inputs - first) }, (_one, index) =>
      gateCase(seededRandom(hashText(`${NAME} ${seed} ${first + index}`))),
    );
    const startedAtMs = performance.now();
    const passed = wrongly(cases, first, finds);
    slowestMs = Math.max(slowestMs, (performance.now() - startedAtMs) / cases.length);
    accepted += passed;
  }
  return { target: NAME, inputs, accepted, slowestMs, finds };
}

/** How many passed; those that must not have are added to `finds`. */
function wrongly(cases: readonly GateCase[], first: number, finds: FuzzFind[]): number {
  const folder = mkdtempSync(path.join(tmpdir(), 'guardrails-gates-'));
  try {
    cases.forEach((one, index) => write(path.join(folder, String(index)), one));
    const clockS = Math.floor(Number(readFileSync('/proc/uptime', 'utf8').split(' ', 1)[0]));
    const { stdout } = spawnSync(SHELL, ['-c', SCRIPT, 'gate', folder], { encoding: 'utf8' });
    const passed = stdout.split('\n').filter((line) => line !== '');
    for (const index of passed.map(Number)) {
      const one = cases[index]!;
      const gateFile = path.join(folder, String(index), THREAD, `gate.${TURN}`);
      const why = whyShut(one, { gateFile, tallyName: TALLY, clockS });
      if (why !== undefined) {
        finds.push({ index: first + index, input: JSON.stringify(one), why });
      }
    }
    return passed.length;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function gateCase(random: SeededRandom): GateCase {
  const change = (text: string, others: readonly string[], share: number): string =>
    random.chance(share) ? mutated([text, ...others], random) : text;
  const tally = TALLIES[random.int(0, TALLIES.length - 1)]!;
  return { gate: change(GATE, [], 0.6), tally: change(tally, TALLIES, 0.6), call: change(CALL, [], 0.2) };
}

function write(folder: string, { gate, tally, call }: GateCase): void {
  const gates = path.join(folder, THREAD);
  mkdirSync(gates, { recursive: true });
  writeFileSync(path.join(gates, `gate.${TURN}`), gate);
  writeFileSync(path.join(gates, TALLY), tally);
  writeFileSync(path.join(folder, 'call'), call);
}
