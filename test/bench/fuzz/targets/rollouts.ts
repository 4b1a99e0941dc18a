import assert from 'node:assert/strict';

import { kindOfLine } from '../../../../src/codex/rollouts/lineKind.ts';
import { LineScanner } from '../../../../src/codex/rollouts/lineScanner.ts';
import { readRolloutLine } from '../../../../src/codex/rollouts/parseRolloutLine.ts';
import { parseLimits } from '../../../../src/codex/rollouts/rolloutLimits.ts';
import type { RolloutLine } from '../../../../src/codex/rollouts/rolloutLine.ts';
import { INITIAL_STATE } from '../../../../src/codex/rollouts/rolloutState.ts';
import { type Decoded, RolloutDecoding } from '../../../../src/ingest/rolloutDecoding.ts';
import { rolloutLines, wholeRollouts } from '../corpus.ts';
import type { FuzzTarget } from '../fuzz.ts';
import { lawfulData, lawfulInstant, lawfulUsage, mustHold } from '../laws.ts';
import { lawfulWallet } from '../walletLaws.ts';

const FIRST_BUFFER_BYTES = 1 << 16;
const MOST_LINE_BYTES = 1 << 20;
const WRITTEN_AT_MS = Date.UTC(2026, 10, 20);
const LIMITS = /"rate_limits":(\{.*\})\}\}/;

/** One line. */
export function rolloutLineTarget(): FuzzTarget {
  return {
    name: 'rollout line',
    corpus: rolloutLines(),
    read: (input) => {
      const bytes = Buffer.from(input);
      const kind = kindOfLine(bytes, 0, bytes.length);
      if (kind === undefined) {
        return false;
      }
      const parsed = readRolloutLine(bytes, 0, bytes.length, kind);
      if (parsed.kind === 'line') {
        lawfulLine(parsed.line);
      }
      return parsed.kind === 'line';
    },
  };
}

/** A whole file, cut into lines, decoded from the first to the last, and once more in pieces: both tell the same. */
export function rolloutTarget(): FuzzTarget {
  return {
    name: 'rollout',
    corpus: wholeRollouts(),
    read: (input) => {
      const bytes = Buffer.from(input);
      const decoded = decode(bytes, bytes.length + 1);
      lawfulDecoded(decoded);
      assert.deepEqual(decode(bytes, 1 + (bytes.length % 977)), decoded, 'in pieces it says something else');
      return decoded.events.length > 0;
    },
  };
}

/** What a rollout says of balance and windows. */
export function limitsTarget(): FuzzTarget {
  const corpus = rolloutLines().flatMap((line) => LIMITS.exec(line)?.[1] ?? []);
  return {
    name: 'balance in a rollout',
    corpus,
    read: (input) => {
      const facts = parseLimits(input);
      if (facts !== undefined) {
        lawfulWallet(facts);
      }
      return facts !== undefined;
    },
  };
}

function decode(bytes: Buffer, pieceBytes: number): Decoded {
  const tools = { workspaceOf: (folder: string) => folder, promptSalt: 'salt' };
  const decoding = new RolloutDecoding(INITIAL_STATE, 0, WRITTEN_AT_MS, tools);
  const scanner = new LineScanner(decoding, Buffer.alloc(FIRST_BUFFER_BYTES), 0, MOST_LINE_BYTES);
  for (let at = 0; at < bytes.length;) {
    const taken = bytes.copy(scanner.space, 0, at, Math.min(bytes.length, at + pieceBytes));
    scanner.take(taken);
    at += taken;
  }
  return decoding.take();
}

function lawfulLine(line: RolloutLine): void {
  lawfulData(line);
  for (const [key, value] of Object.entries(line)) {
    if (key.endsWith('AtMs')) {
      lawfulInstant(value as number | undefined);
    }
    if (key === 'usage' || key === 'total' || key === 'last') {
      mustHold(value === undefined || typeof value === 'object', `${key} is no usage`);
      if (value !== undefined) {
        lawfulUsage(value as Parameters<typeof lawfulUsage>[0]);
      }
    }
  }
}

function lawfulDecoded({ state, thread, turns, endedTurns, events, streamTotals, balances }: Decoded): void {
  lawfulData({ state, thread, turns, endedTurns, events, streamTotals });
  for (const { usage, occurredAtMs, responseId, threadId, turnId } of events) {
    lawfulUsage(usage);
    lawfulInstant(occurredAtMs);
    mustHold(
      [responseId, threadId, turnId].every((id) => id !== ''),
      'a request without a name',
    );
  }
  turns.forEach(({ startedAtMs }) => lawfulInstant(startedAtMs));
  endedTurns.forEach(({ endedAtMs }) => lawfulInstant(endedAtMs));
  lawfulInstant(thread?.startedAtMs);
  balances.forEach(lawfulWallet);
}
