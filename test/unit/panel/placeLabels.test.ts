import assert from 'node:assert/strict';
import fc from 'fast-check';

import { placeLabels } from '../../../src/panel/components/placeLabels.ts';

describe('labels on a bar', () => {
  const cases = [
    { name: 'stand over their places', centers: [100, 400], lefts: [70, 370] },
    { name: 'make room for each other on both sides', centers: [200, 210], lefts: [139, 211] },
    { name: 'do not leave the bar at its beginning', centers: [0, 20], lefts: [0, 72] },
    { name: 'do not leave the bar at its end', centers: [490, 500], lefts: [368, 440] },
  ];
  for (const { name, centers, lefts } of cases) {
    it(name, () => {
      const labels = centers.map((center) => ({ center, width: 60 }));
      assert.deepEqual(placeLabels(labels, 500), lefts);
    });
  }

  it('never overlap where there is room for all', () => {
    const label = fc.record({ center: fc.integer({ min: 0, max: 400 }), width: fc.integer({ min: 10, max: 110 }) });
    fc.assert(
      fc.property(fc.array(label, { maxLength: 3 }), (unsorted) => {
        const labels = unsorted.toSorted((a, b) => a.center - b.center);
        const lefts = placeLabels(labels, 400);
        let end = 0;
        labels.forEach(({ width }, index) => {
          assert.ok(lefts[index]! >= end);
          end = lefts[index]! + width;
        });
        assert.ok(end <= 400);
      }),
    );
  });
});
