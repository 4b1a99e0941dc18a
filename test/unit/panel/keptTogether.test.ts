import assert from 'node:assert/strict';
import type { TemplateResult } from 'lit';

import { keptDots, keptRanges } from '../../../src/panel/components/keptTogether.ts';

describe('what stays together on a line', () => {
  it('is each range of a sentence, and a figure with its %', () => {
    const parts = keptRanges('It needs 0.64–8.4 more, 23 % dearer.').map((part) =>
      typeof part === 'string' ? part : part.values,
    );
    assert.deepEqual(parts, ['It needs ', ['0.64–8.4'], ' more, ', ['23 %'], ' dearer.']);
  });

  it('is each short part of a list, with the dot behind it', () => {
    const long = 'a part that is longer than that';
    const valuesOf = ({ values }: TemplateResult): unknown[] => values;
    assert.deepEqual(keptDots(`of 300 · ${long} · resets 00:00`).map(valuesOf), [
      ['', 'kept', 'of 300 ·'],
      [' ', '', `${long} ·`],
      [' ', 'kept', 'resets 00:00'],
    ]);
  });
});
