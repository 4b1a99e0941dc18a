import assert from 'node:assert/strict';

import { ThreadUses } from '../../../../src/codex/appServer/threadUses.ts';
import { addTokens, isNoUsage } from '../../../../src/core/usage/tokenUsage.ts';
import { tokens } from '../../make.ts';

type Told = readonly ['hook', input: number] | readonly ['total', total: number, last: number];

const used = (input: number) => tokens(input, input / 2, input / 10);
const hook = (input: number): Told => ['hook', input];
const total = (sum: number, last: number): Told => ['total', sum, last];

/** The input tokens of each response that is counted. */
function counted(told: readonly Told[], uses = new ThreadUses()): number[] {
  return told
    .map((each) =>
      each[0] === 'hook' ? uses.countResponse('t', used(each[1])) : uses.countTotal('t', used(each[1]), used(each[2])),
    )
    .filter((usage) => !isNoUsage(usage))
    .map(({ inputTokens }) => inputTokens);
}

describe('responses of a thread are counted once', () => {
  const cases: readonly (readonly [says: string, told: readonly Told[], counted: readonly number[]])[] = [
    ['told by hooks alone', [hook(100), hook(50)], [100, 50]],
    ['told by totals alone', [total(100, 100), total(150, 50)], [100, 50]],
    ['told by each hook, and by the total after it', [hook(100), total(100, 100), hook(50), total(150, 50)], [100, 50]],
    ['where totals come late', [hook(100), hook(50), total(100, 100), total(150, 50)], [100, 50]],
    ['where one total tells of two', [hook(100), hook(50), total(150, 50)], [100, 50]],
    ['where the second of two hooks failed', [hook(100), total(100, 100), total(150, 50), hook(30)], [100, 50, 30]],
    ['where the first of two hooks failed', [total(100, 100), hook(50), total(150, 50)], [100, 50]],
    [
      'with a compaction that no hook tells of',
      [hook(100), total(100, 100), total(100, 100), total(180, 80), total(180, 0), hook(50), total(230, 50)],
      [100, 80, 50],
    ],
    ['also where they are alike', [hook(100), total(100, 100), hook(100), total(200, 100)], [100, 100]],
  ];
  for (const [says, told, expected] of cases) {
    it(says, () => assert.deepEqual(counted(told), expected));
  }

  it('and none of what a thread had used before it was gone on with', () => {
    const uses = new ThreadUses();
    uses.beginAt('t', used(1000));
    assert.deepEqual(counted([hook(100), total(1100, 100), total(1150, 50)], uses), [100, 50]);
  });

  for (const [says, told, expected] of [
    ['a total that is still to come', [total(1000, 100), hook(50), total(1050, 50)], [50]],
    ['the next response', [hook(50), total(1050, 50), hook(20), total(1070, 20)], [50, 20]],
    ['a compaction after that', [hook(50), total(1050, 50), total(1130, 80)], [50, 80]],
  ] as const) {
    it(`and where another guard had counted before, begins with ${says}`, () => {
      const uses = new ThreadUses();
      uses.goOn('t');
      assert.deepEqual(counted(told, uses), expected);
    });
  }

  it('and each thread by itself', () => {
    const uses = new ThreadUses();
    uses.countResponse('parent', used(100));
    assert.deepEqual(counted([total(100, 100)], uses), [100]);
  });

  it('and add up to the total in all their parts, whatever comes first', () => {
    const uses = new ThreadUses();
    const parts = [
      uses.countTotal('t', tokens(100, 60, 7), tokens(100, 60, 7)),
      uses.countResponse('t', tokens(200, 100, 10)),
      uses.countTotal('t', tokens(300, 160, 17), tokens(200, 100, 10)),
      uses.countResponse('t', tokens(40, 0, 3)),
      uses.countTotal('t', tokens(340, 160, 20), tokens(40, 0, 3)),
    ];
    assert.deepEqual(parts.reduce(addTokens), tokens(340, 160, 20));
  });
});
