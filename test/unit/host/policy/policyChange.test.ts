import assert from 'node:assert/strict';

import { changedLines } from '../../../../src/host/policy/policyChange.ts';

describe('the change of a policy, as it is shown', () => {
  for (const [says, before, after, shown] of [
    ['a line that is another', 'a\n  b\nc\n', 'a\n  d\nc\n', '− b\n+ d'],
    ['a line more', 'a\nb\n', 'a\nx\nb\n', '+ x'],
    ['the same line once more', 'a\na\n', 'a\na\na\n', '+ a'],
    ['a line less', 'a\nb\nc', 'a\nc', '− b'],
    ['the last line', 'a\nb', 'a\nc', '− b\n+ c'],
    ['nothing', 'a\nb', 'a\nb', ''],
    ['with line ends of Windows', 'a\r\nb\r\n', 'a\r\nc\r\n', '− b\n+ c'],
  ] as const) {
    it(`is ${says}`, () => assert.equal(changedLines(before, after), shown));
  }
});
