import assert from 'node:assert/strict';

import { fuzz } from '../../bench/fuzz/fuzz.ts';
import { fuzzGate } from '../../bench/fuzz/fuzzGate.ts';
import { type GateCase, whyShut } from '../../bench/fuzz/gateReading.ts';
import { fuzzTargets } from '../../bench/fuzz/targets.ts';

/** The long run is `npm run bench -- fuzz`. */
const INPUTS_OF_A_WEIGHT = 25;
const MOST_INPUTS = 300;
const GATES = 60;
const SEED = 20_261_120;

describe('changed inputs', () => {
  for (const { target, weight } of fuzzTargets()) {
    it(`are borne by what reads: ${target.name}`, () => {
      const { accepted, finds } = fuzz(target, Math.min(MOST_INPUTS, weight * INPUTS_OF_A_WEIGHT), SEED);
      assert.deepEqual(finds, []);
      assert.ok(accepted > 0, 'all were refused: nothing has been tested');
    });
  }

  it('are the same ones for a seed, and a parser that fails is found out', () => {
    const read = (input: string): boolean => {
      if (input.includes('9')) {
        throw new TypeError('nine');
      }
      return true;
    };
    const target = { name: 'any', corpus: ['{"a":[1,2,3]}', '12'], read };
    const { finds } = fuzz(target, 500, 1);
    assert.ok(finds.length > 0 && finds.every(({ input }) => input.includes('9')));
    assert.deepEqual(fuzz(target, 500, 1).finds.map(({ input }) => input), finds.map(({ input }) => input)); // prettier-ignore
  });

  describe('of the launcher’s gate', () => {
    before(function () {
      if (process.platform !== 'linux') {
        this.skip();
      }
    });

    it('let nothing pass that must not', () => {
      const { accepted, finds } = fuzzGate(GATES, SEED);
      assert.deepEqual(finds, []);
      assert.ok(accepted > 0, 'nothing has passed: nothing has been tested');
    });

    it('are judged by a reading of their own', () => {
      const rates = '100 125000000 0 0 250000000 0 0';
      const whole: GateCase = {
        gate: `known 1\nbelow 1000002\nfrom 5\nuntil 9\ntally t\nmodel m\nown ${rates}\nother ${rates}\nwhole\n`,
        tally: 'begun\nturn m 100 0 0\n',
        call: '{"turn_id":"turn"}',
      };
      const place = { gateFile: '/dev/null', tallyName: 't', clockS: 5 };
      const spoilt: readonly Partial<GateCase>[] = [
        { tally: 'begun\n' },
        { tally: 'begun\nturn m 8000 0 0\n' },
        { tally: 'begun\nother m 1 0 0\n' },
        { tally: 'begun\nturn m 1 2 0\n' },
        { gate: whole.gate.replace('whole\n', '') },
        { gate: whole.gate.replace('until 9', 'until 5') },
        { gate: whole.gate.replace('known 1', 'known 01') },
      ];
      assert.equal(whyShut(whole, place), undefined);
      assert.deepEqual(spoilt.filter((change) => whyShut({ ...whole, ...change }, place) === undefined), []); // prettier-ignore
    });
  });
});
