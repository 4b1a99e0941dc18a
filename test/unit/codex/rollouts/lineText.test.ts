import assert from 'node:assert/strict';

import fc from 'fast-check';

import type { LineType } from '../../../../src/codex/rollouts/lineKind.ts';
import { textRead } from '../../../../src/codex/rollouts/lineText.ts';
import { parseRolloutLine, readRolloutLine } from '../../../../src/codex/rollouts/parseRolloutLine.ts';
import { eventMsg, line, sessionMeta } from '../lines.ts';

const read = (text: string, type: LineType): unknown => {
  const bytes = Buffer.from(`before\n${text}\nafter`);
  return readRolloutLine(bytes, 7, 7 + Buffer.byteLength(text), type);
};

describe('the part of a line that is read', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', '\\', '\\"', '"}', '","git":{"branch":"other"},"x":"', '…注文'),
    fc.array(fc.constantFrom('"', '\\', '}', ',', 'a', '\n')).map((parts) => parts.join('')),
  );

  it('says the same as the whole line, whatever its long texts hold', () => {
    const lines: Readonly<Partial<Record<LineType, (long: string) => string>>> = {
      session_meta: (long) => sessionMeta({ base_instructions: { text: long }, git: { branch: 'main' } }),
      task_complete: (long) => eventMsg('task_complete', { turn_id: 'turn', last_agent_message: long, duration_ms: 1 }),
      compacted: (long) => line('compacted', { message: long, replacement_history: [{ text: long }, { a: [long] }] }),
    };
    fc.assert(
      fc.property(text, (long) => {
        for (const [type, made] of Object.entries(lines) as [LineType, (long: string) => string][]) {
          const whole = made(long);
          assert.deepEqual(read(whole, type), parseRolloutLine(whole, type));
        }
      }),
    );
  });

  it('leaves the long texts out', () => {
    const long = 'instructions '.repeat(1000);
    const meta = textRead(Buffer.from(sessionMeta({ base_instructions: { text: long } })), 'session_meta');
    const compacted = line('compacted', { message: long, replacement_history: [{ text: long }] });
    assert.ok((meta ?? long).length < 500, meta);
    assert.ok((textRead(Buffer.from(compacted), 'compacted') ?? long).length < 200);
  });

  it('is not taken for whole where the line is cut off', () => {
    const whole = sessionMeta({ base_instructions: { text: 'do "this" \\ and that' } });
    for (let length = 60; length < whole.length; length += 1) {
      assert.deepEqual(read(whole.slice(0, length), 'session_meta'), { kind: 'malformed', reason: 'not JSON' });
    }
  });

  it('leaves a text empty that is', () => {
    const isSummaryHidden = (message: string): unknown => read(line('compacted', { message }), 'compacted');
    assert.deepEqual(isSummaryHidden(''), { kind: 'line', line: { kind: 'compacted', isSummaryHidden: true } });
    assert.deepEqual(isSummaryHidden('"'), { kind: 'line', line: { kind: 'compacted', isSummaryHidden: false } });
  });
});
