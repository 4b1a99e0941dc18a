/** A home of real rollouts that grow piece by piece, and processes that read it meanwhile. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';

import { bundledScript } from '../../support/bundledScript.ts';
import { type SeededRandom, seededRandom } from '../../support/codex/seededRandom.ts';
import { type FixtureRollout, placeOf } from '../../unit/ingest/fixtureHome.ts';

const SCRIPT = bundledScript(new URL('ingestProcess.ts', import.meta.url));

/** Cuts bytes at random places, also in the middle of a letter; pieces may be empty. */
function cut(bytes: Buffer, count: number, random: SeededRandom): Buffer[] {
  const places = Array.from({ length: count - 1 }, () => random.int(0, bytes.length)).sort((a, b) => a - b);
  return [0, ...places].map((start, index) => bytes.subarray(start, places[index] ?? bytes.length));
}

export interface GrowingHome {
  readonly home: string;
  /** Adds its next piece to each rollout, or to as many as chance has it. */
  grow(share?: number): void;
  /** Adds all that is left. */
  finish(): void;
}

/** A home of rollouts, of which nothing is there yet. */
export function growingHome(
  home: string,
  toCome: readonly FixtureRollout[],
  pieces: number,
  seed: number,
): GrowingHome {
  const random = seededRandom(seed);
  const rollouts = toCome.map((rollout) => ({ rollout, pieces: cut(rollout.bytes, pieces, random) }));
  return {
    home,
    grow: (share = 1) => {
      for (const { rollout, pieces: left } of rollouts) {
        if (left.length > 0 && random.chance(share)) {
          append(home, rollout, left.shift());
        }
      }
    },
    finish: () => {
      for (const { rollout, pieces: left } of rollouts) {
        append(home, rollout, Buffer.concat(left.splice(0)));
      }
    },
  };
}

function append(home: string, rollout: FixtureRollout, piece: Buffer | undefined): void {
  const file = placeOf(home, rollout);
  mkdirSync(path.dirname(file), { recursive: true });
  appendFileSync(file, piece ?? '');
}

export interface IngestProcess {
  readonly child: ChildProcess;
  /** Resolves when the ledger is open, or the process has ended. */
  readonly opened: Promise<unknown>;
  /** What it ended with, and what it complained of. */
  readonly ended: Promise<string>;
}

export function startIngest(...args: readonly string[]): IngestProcess {
  const child = spawn(process.execPath, [SCRIPT, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const ended = once(child, 'close').then(([code, signal]) => `${signal ?? code} ${errors}`);
  return { child, opened: Promise.race([once(child.stdout, 'data'), ended]), ended };
}
