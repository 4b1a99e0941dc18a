import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

import fc from 'fast-check';

import { kindOfLine } from '../../../../src/codex/rollouts/lineKind.ts';
import { textRead } from '../../../../src/codex/rollouts/lineText.ts';
import { parseRolloutLine } from '../../../../src/codex/rollouts/parseRolloutLine.ts';
import { usageLine } from '../../../../src/codex/rollouts/usageLines.ts';
import * as sample from '../lines.ts';

const FIXTURES = path.join(import.meta.dirname, '../../../fixtures/rollouts');

/** The line lies among others, in whose bytes nothing may be looked for. */
function quickly(line: Buffer): unknown {
  const around = [Buffer.from('{"before":{}}}\n'), line, Buffer.from('\n{"after":{}}}')];
  const [start, end] = [15, 15 + line.length];
  const bytes = Buffer.concat(around);
  return usageLine(bytes, start, end, kindOfLine(bytes, start, end));
}

/** What is not read of a line is not parsed either. */
function parsed(line: Buffer): unknown {
  const kind = kindOfLine(line, 0, line.length) ?? 'undecided';
  const text = kind === 'undecided' ? undefined : textRead(line, kind);
  const result = parseRolloutLine(text ?? line.toString('utf8'), kind);
  return result.kind === 'line' ? result.line : result.kind;
}

describe('a line that tells of usage, read without parsing it', () => {
  const files = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jsonl'));
  const lines = files
    .flatMap((name) => readFileSync(path.join(FIXTURES, name), 'utf8').split('\n'))
    .filter((line) =>
      /^.{30,70}(?:"token_usage_record"|"event_msg","payload":\{"type":"token_count","info":\{)/.test(line),
    )
    .map((line) => Buffer.from(line));

  it('is one that any version of Codex has written, and says what it says when it is parsed', () => {
    assert.ok(lines.length > 700, `${lines.length} lines`);
    for (const line of lines) {
      assert.deepEqual(quickly(line), parsed(line), line.toString());
    }
  });

  it('says what it says when it is parsed, or nothing, however it is spoilt', () => {
    const usual = [
      sample.usageRecord('resp_1', sample.usage(1100, 600, 50, 20)),
      sample.tokenCount(sample.usage(1100, 600, 50, 20), sample.usage(10, 0, 5)),
      ...lines.filter((_line, index) => index % 40 === 0).map(String),
    ];
    const piece = fc.constantFrom(
      '"',
      '\\',
      '{',
      '}',
      '}}',
      ',',
      ':',
      '0',
      '9',
      '-',
      '.',
      'e',
      ' ',
      'é',
      '\u0000',
      'null',
    );
    const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(
        fc.constantFrom(...usual),
        place,
        fc.nat(3),
        fc.array(piece, { maxLength: 3 }),
        (text, at, cut, put) => {
          const index = Math.floor(at * text.length);
          const spoilt = Buffer.from(text.slice(0, index) + put.join('') + text.slice(index + cut));
          const quick = quickly(spoilt);
          if (quick !== undefined) {
            assert.deepEqual(quick, parsed(spoilt), spoilt.toString());
          }
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('is left to parsing where it tells more, in another order, or something that cannot be', () => {
    const usage = sample.usage(1100, 600, 50);
    const left = [
      sample.usageRecord('resp_1', usage).replace('"usage"', '"service_tier":"priority","usage"'),
      sample.line('token_usage_record', { usage, thread_id: sample.THREAD, response_id: 'resp_1' }),
      sample.usageRecord('resp_1', usage).replace('T22:', 'T25:'),
      sample.usageRecord('resp_1', sample.usage(1e10, 0, 50)),
      sample.usageRecord('resp_1', usage).slice(0, -1),
      sample.tokenCount(null),
    ];
    for (const line of left) {
      assert.equal(quickly(Buffer.from(line)), undefined, line);
    }
  });
});
