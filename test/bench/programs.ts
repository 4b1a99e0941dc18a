import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { type Peer, peerEnvironment } from '../support/peers.ts';
import { SHIPPED } from '../support/shippedPrograms.ts';
import type { Program } from './measure/measure.ts';

/** The file of our command line that the work is in. */
export const PROGRAM = path.join(path.dirname(SHIPPED.cli), 'cliMain.js');

/** Folders that a benchmark throws away: each use of `fresh` is an empty one. */
export interface Scratch extends Disposable {
  readonly fresh: (name: string) => string;
}

export function scratch(): Scratch {
  const folder = mkdtempSync(path.join(tmpdir(), 'codex-guardrails-bench-'));
  return {
    fresh: (name) => {
      const made = path.join(folder, name);
      rmSync(made, { recursive: true, force: true });
      mkdirSync(made, { recursive: true });
      return made;
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Our command line, with its data in `data`. */
export function ours(data: string, ...args: readonly string[]): Program {
  const { PATH } = process.env;
  const env = { PATH, HOME: data, TZ: 'UTC', CODEX_GUARDRAILS_HOME: data };
  return { file: process.execPath, args: [SHIPPED.cli, ...args], env };
}

/** A peer that sums up a whole Codex home. */
export function peerProgram(peer: Peer, codexHome: string, userHome: string): Program {
  return { file: peer.file, args: peer.args.sums, env: peerEnvironment(codexHome, userHome) };
}
