import assert from 'node:assert/strict';

import { ProgressBar } from '../../../src/cli/progressBar.ts';

/** What is drawn by a bar to which so much is told, each at its ms. */
function drawn(
  told: readonly (readonly [atMs: number, done: number, total: number])[],
  isInteractive = true,
): string[] {
  const lines: string[] = [];
  const nothing = (): void => assert.fail('a bar is drawn, and nothing else');
  let nowMs = 500;
  const terminal = { out: nothing, err: nothing, styled: nothing, draw: (text: string) => lines.push(text) };
  const bar = new ProgressBar({ ...terminal, hasColors: false, isInteractive }, () => nowMs);
  for (const [atMs, done, total] of told) {
    nowMs = 500 + atMs;
    bar.show(done, total, () => `${done} of ${total}`);
  }
  bar.clear();
  return lines.map((line) => line.replace('\r\u001b[K', ''));
}

describe('a progress bar', () => {
  it('is not shown for what takes no longer than a moment', () => assert.deepEqual(drawn([[999, 1, 2]]), []));

  it('is shown after a second, and taken away at the end', () =>
    assert.deepEqual(drawn([[1000, 1, 2]]), [`${'█'.repeat(12)}${'░'.repeat(12)} 1 of 2`, '']));

  it('is drawn anew ten times a second at most', () =>
    assert.deepEqual(
      drawn([1000, 1099, 1100, 1150, 1201].map((atMs) => [atMs, atMs, 2000])).map((line) => line.split(' ')[1] ?? ''),
      ['1000', '1100', '1201', ''],
    ));

  it('is not shown where there is nothing to be done', () => assert.deepEqual(drawn([[2000, 0, 0]]), []));

  it('is not shown where nobody looks', () => assert.deepEqual(drawn([[2000, 1, 2]], false), []));
});
