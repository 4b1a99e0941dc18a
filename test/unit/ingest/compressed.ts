/** Compressed rollouts, small and big, and how they were counted. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import type { Ledger } from '../../../src/ledger/ledger.ts';
import { seededRandom } from '../../support/codex/seededRandom.ts';
import { line } from '../codex/lines.ts';
import { FOREVER } from '../ledger/openLedger.ts';
import { rolloutLines } from './rollout.ts';

export const PLAIN = 'rollout-2026-11-22T22-24-03-a.jsonl';
export const COMPRESSED = `${PLAIN}.zst`;

export function put(file: string, content: string | Buffer): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}

/** Requests by sums and one by one, and rollouts. */
export const countsIn = (ledger: Ledger): readonly number[] => [
  ledger.report('day', ...FOREVER).totals.requests,
  ledger.report('thread', ...FOREVER).totals.requests,
  ledger.coverage().rollouts,
];

const OUTPUT_BYTES = 1 << 20;

/** A thread with so many requests, each behind a megabyte that does not compress well. */
export function bigLines(count: number): string[] {
  const random = seededRandom(7);
  const [meta = '', task = '', context = '', ...rest] = rolloutLines(count);
  const noise = (): string => {
    const bytes = Buffer.alloc(OUTPUT_BYTES);
    for (let index = 0; index < bytes.length; index += 4) {
      bytes.writeInt32LE(random.int(0, 0x7fff_ffff), index);
    }
    return bytes.toString('base64');
  };
  const output = noise();
  return [
    meta,
    task,
    context,
    ...rest.flatMap((each, index) =>
      index % 3 === 0 ? [line('response_item', { text: output.slice(index) }), each] : [each],
    ),
  ];
}
