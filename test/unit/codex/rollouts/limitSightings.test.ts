import assert from 'node:assert/strict';

import fc from 'fast-check';

import { LimitSightings } from '../../../../src/codex/rollouts/limitSightings.ts';
import { HOUR_MS } from '../../make.ts';
import { AT_MS } from '../lines.ts';

/** An hour begins with it. */
const START_MS = Math.ceil(AT_MS / HOUR_MS) * HOUR_MS;

/** A line so many seconds after the start, with so many credits and so much of a window used. */
interface Told {
  readonly s: number;
  readonly balance: number;
  readonly percent: number;
}

function lineOf({ s, balance, percent }: Told, change: object | null = {}): string {
  const timestamp = new Date(START_MS + s * 1000).toISOString();
  const info = { total_token_usage: { input_tokens: s } };
  const limits = { limit_id: 'codex', primary: { used_percent: percent }, credits: { balance: String(balance) } };
  const payload = { type: 'token_count', info, rate_limits: change && { ...limits, ...change } };
  return JSON.stringify({ timestamp, ordinal: s, type: 'event_msg', payload });
}

/** What was seen, as second, balance and percent: of all lines together, then of each part that is handed over. */
function seen(...parts: readonly (readonly (Told | string)[])[]): string[][] {
  const sightings = new LimitSightings();
  return parts.map((part) => {
    for (const told of part) {
      // Lines lie among others, in bytes that are used again.
      const bytes = Buffer.from(`…${typeof told === 'string' ? told : lineOf(told)}…`);
      sightings.see(bytes, 3, bytes.length - 3);
      bytes.fill(0x20);
    }
    return sightings.take().map(({ observedAtMs, facts: { balance = NaN, windows } }) =>
      textOf({
        s: (observedAtMs - START_MS) / 1000,
        balance: balance / 1e6,
        percent: windows[0]?.usedPercent ?? NaN,
      }),
    );
  });
}

const textOf = ({ s, balance, percent }: Told): string => `${s}s ${balance} ${percent}%`;
const at = (s: number, balance: number, percent = 10): Told => ({ s, balance, percent });

describe('what a rollout’s lines say of limits', () => {
  const cases: readonly (readonly [
    says: string,
    parts: readonly (readonly (Told | string)[])[],
    seen: readonly (readonly string[])[],
  ])[] = [
    ['is nothing without lines', [[]], [[]]],
    ['is the last word of each minute', [[at(1, 1), at(59, 2), at(60, 3), at(100, 4)]], [['59s 2 10%', '100s 4 10%']]],
    ['is told once where there is one line', [[at(1, 1)]], [['1s 1 10%']]],
    [
      'is, where nothing changes, its first and its last sight',
      [[at(1, 1), at(61, 1), at(121, 1), at(181, 2), at(4001, 2)]],
      [['1s 1 10%', '121s 1 10%', '181s 2 10%', '4001s 2 10%']],
    ],
    [
      'is told every hour where only windows change',
      [[at(1, 1, 1), at(61, 1, 2), at(3599, 1, 3), at(3601, 1, 4), at(3661, 1, 5), at(3721, 2, 5)]],
      [['1s 1 1%', '3601s 1 4%', '3661s 1 5%', '3721s 2 5%']],
    ],
    [
      'is handed over up to the newest line, and goes on from there',
      [[at(1, 1), at(61, 2)], [at(62, 2), at(63, 3)], [], [at(64, 3, 11)]],
      [['1s 1 10%', '61s 2 10%'], ['63s 3 10%'], [], ['64s 3 11%']],
    ],
    [
      'is not taken from a line that tells of none',
      [[at(1, 1), lineOf(at(61, 1), null), at(121, 1)]],
      [['1s 1 10%', '121s 1 10%']],
    ],
    ['is not taken from a line that says nothing', [[lineOf(at(1, 1), { primary: null, credits: null })]], [[]]],
    [
      'is not taken from a line without a time',
      [[lineOf(at(1, 1)).replace(/^\{"timestamp":"[^"]*"/, '{"timestamp":"now"')]],
      [[]],
    ],
    ['is not taken from a torn line', [[lineOf(at(1, 1)).slice(0, -20), at(61, 2)]], [['61s 2 10%']]],
    ['is taken from a long line', [[lineOf(at(1, 1), { x: 'y'.repeat(9000) })]], [['1s 1 10%']]],
    [
      'is told of credits that are told of for the first time',
      [[lineOf(at(1, 1), { credits: undefined }), at(61, 2)]],
      [['1s NaN 10%', '61s 2 10%']],
    ],
  ];
  for (const [says, parts, expected] of cases) {
    it(says, () => assert.deepEqual(seen(...parts), expected));
  }

  const step = fc.record({
    pause: fc.integer({ min: 1, max: 1500 }),
    balance: fc.integer({ min: 0, max: 2 }),
    percent: fc.integer({ min: 0, max: 2 }),
    isCut: fc.boolean(),
  });
  const parts = fc.array(step, { maxLength: 30 }).map((steps) => {
    const made: Told[][] = [[]];
    let s = 0;
    for (const { pause, balance, percent, isCut } of steps) {
      s += pause;
      made.at(-1)?.push(at(s, balance, percent));
      if (isCut) {
        made.push([]);
      }
    }
    return made;
  });
  const secondOf = (text: string): number => Number.parseInt(text, 10);
  const minuteOf = (s: number): number => Math.floor(s / 60);

  it('is never anything that no line said, and nothing twice, wherever it is cut', () => {
    fc.assert(
      fc.property(parts, (lines) => {
        const all = seen(...lines).flat();
        assert.deepEqual(
          all,
          lines
            .flat()
            .map(textOf)
            .filter((each) => all.includes(each)),
        );
      }),
    );
  });

  it('is, after each part, what its last line said', () => {
    fc.assert(
      fc.property(parts, (lines) => {
        const all = seen(...lines);
        assert.deepEqual(
          all.map((part) => part.at(-1)),
          lines.map((part) => part.map(textOf).at(-1)),
        );
      }),
    );
  });

  it('knows the balance of each minute’s last line, wherever it is cut', () => {
    fc.assert(
      fc.property(parts, (cut) => {
        const [lines, all] = [cut.flat(), seen(...cut).flat()];
        const lastOfMinutes = lines.filter(({ s }, index) => minuteOf(s) !== minuteOf(lines[index + 1]?.s ?? Infinity));
        for (const { s, balance } of lastOfMinutes) {
          const known = all.filter((each) => secondOf(each) <= s).at(-1);
          assert.equal(known?.split(' ')[1], String(balance), `after ${s} s`);
        }
      }),
    );
  });

  it('is at most one sight a minute where it is not cut', () => {
    fc.assert(
      fc.property(parts, (lines) => {
        const minutes = seen(lines.flat())
          .flat()
          .map((each) => minuteOf(secondOf(each)));
        assert.equal(new Set(minutes).size, minutes.length);
      }),
    );
  });
});
