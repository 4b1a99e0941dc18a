import assert from 'node:assert/strict';

import fc from 'fast-check';

import { LimitSightings } from '../../../src/codex/limitSightings.ts';
import { AT_MS } from './lines.ts';

/** A minute begins with it. */
const START_MS = Math.ceil(AT_MS / 60_000) * 60_000;

/** A line so many seconds after the start, with so much of a window used. */
interface Told {
  readonly s: number;
  readonly percent: number;
}

function lineOf(
  { s, percent }: Told,
  limits: object | null = { limit_id: 'codex', primary: { used_percent: percent } },
): string {
  const timestamp = new Date(START_MS + s * 1000).toISOString();
  const info = { total_token_usage: { input_tokens: s } };
  return JSON.stringify({
    timestamp,
    ordinal: s,
    type: 'event_msg',
    payload: { type: 'token_count', info, rate_limits: limits },
  });
}

/** What was seen, as second and percent: of all lines together, then of each part that is handed over. */
function seen(...parts: readonly (readonly (Told | string)[])[]): string[][] {
  const sightings = new LimitSightings();
  return parts.map((part) => {
    for (const told of part) {
      // Lines lie among others, in bytes that are used again.
      const bytes = Buffer.from(`…${typeof told === 'string' ? told : lineOf(told)}…`);
      sightings.see(bytes, 3, bytes.length - 3);
      bytes.fill(0x20);
    }
    return sightings
      .take()
      .map(({ observedAtMs, facts }) => `${(observedAtMs - START_MS) / 1000}s ${facts.windows[0]?.usedPercent}%`);
  });
}

const at = (s: number, percent: number): Told => ({ s, percent });

describe('what a rollout’s lines say of limits', () => {
  const cases: readonly (readonly [
    says: string,
    parts: readonly (readonly (Told | string)[])[],
    seen: readonly (readonly string[])[],
  ])[] = [
    ['is nothing without lines', [[]], [[]]],
    ['is the last word of each minute', [[at(1, 1), at(59, 2), at(60, 3), at(100, 4)]], [['59s 2%', '100s 4%']]],
    ['is told once where there is one line', [[at(1, 1)]], [['1s 1%']]],
    [
      'is, where nothing changes, its first and its last sight',
      [[at(1, 1), at(61, 1), at(121, 1), at(181, 2), at(241, 2)]],
      [['1s 1%', '121s 1%', '181s 2%', '241s 2%']],
    ],
    [
      'is handed over up to the newest line, and goes on from there',
      [[at(1, 1), at(61, 2)], [at(62, 2), at(63, 3)], [], [at(64, 3)]],
      [['1s 1%', '61s 2%'], ['63s 3%'], [], ['64s 3%']],
    ],
    [
      'is not taken from a line that tells of none',
      [[at(1, 1), lineOf(at(61, 1), null), at(121, 1)]],
      [['1s 1%', '121s 1%']],
    ],
    ['is not taken from a line that says nothing', [[lineOf(at(1, 1), { primary: null })]], [[]]],
    [
      'is not taken from a line without a time',
      [[lineOf(at(1, 1)).replace(/^\{"timestamp":"[^"]*"/, '{"timestamp":"now"')]],
      [[]],
    ],
    ['is not taken from a torn line', [[lineOf(at(1, 1)).slice(0, -20), at(61, 2)]], [['61s 2%']]],
    [
      'is taken from a long line',
      [[lineOf(at(1, 1), { x: 'y'.repeat(9000), primary: { used_percent: 8 } })]],
      [['1s 8%']],
    ],
  ];
  for (const [says, parts, expected] of cases) {
    it(says, () => assert.deepEqual(seen(...parts), expected));
  }

  const told = fc.array(
    fc.record({ pause: fc.integer({ min: 1, max: 90 }), percent: fc.integer({ min: 0, max: 2 }), isCut: fc.boolean() }),
    {
      maxLength: 30,
    },
  );
  /** Lines in order of time, and the parts in which they come. */
  function linesOf(steps: readonly { readonly pause: number; readonly percent: number; readonly isCut: boolean }[]) {
    const parts: Told[][] = [[]];
    let s = 0;
    for (const { pause, percent, isCut } of steps) {
      s += pause;
      parts.at(-1)?.push(at(s, percent));
      if (isCut) {
        parts.push([]);
      }
    }
    return { parts, lines: parts.flat() };
  }
  const textOf = ({ s, percent }: Told): string => `${s}s ${percent}%`;

  it('is never anything that no line said, and nothing twice, wherever it is cut', () => {
    fc.assert(
      fc.property(told, (steps) => {
        const { parts, lines } = linesOf(steps);
        const all = seen(...parts).flat();
        const said = lines.map(textOf);
        assert.deepEqual(
          all,
          said.filter((each) => all.includes(each)),
        );
      }),
    );
  });

  it('is, after each minute, what its last line said, wherever it is cut', () => {
    fc.assert(
      fc.property(told, (steps) => {
        const { parts, lines } = linesOf(steps);
        const all = seen(...parts).flat();
        const last = lines.filter(
          (line, index) => Math.floor(line.s / 60) !== Math.floor((lines[index + 1]?.s ?? Infinity) / 60),
        );
        for (const { s, percent } of last) {
          const known = all.filter((each) => Number.parseInt(each, 10) <= s).at(-1);
          assert.equal(known?.split(' ')[1], `${percent}%`, `after ${s} s`);
        }
      }),
    );
  });

  it('is at most one sight a minute where it is not cut', () => {
    fc.assert(
      fc.property(told, (steps) => {
        const minutes = seen(linesOf(steps).lines)
          .flat()
          .map((each) => Math.floor(Number.parseInt(each, 10) / 60));
        assert.equal(new Set(minutes).size, minutes.length);
      }),
    );
  });
});
