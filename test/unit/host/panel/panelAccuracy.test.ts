import assert from 'node:assert/strict';

import { type Accuracy, shareOf } from '../../../../src/core/estimate/accuracy.ts';
import { accuracyView } from '../../../../src/host/panel/panelAccuracy.ts';
import { tools } from '../views.ts';

function accuracy(inside: number, runs: number, change: Partial<Accuracy> = {}): Accuracy {
  const inside80 = shareOf(inside, runs);
  return {
    inside80,
    inside90: inside80,
    byModel: [{ model: undefined, inside80 }],
    above: runs - inside,
    below: 0,
    halfWithinFactor: 1.5,
    months: [{ month: '2026-11', inside80 }],
    points: [],
    ...change,
  };
}

const summary = (inside: number, runs: number): string =>
  accuracyView({ accuracy: accuracy(inside, runs) }, tools).summary;

describe('the accuracy that the panel shows', () => {
  it('is nothing where no run is over, and says so', () => {
    const view = accuracyView({ accuracy: accuracy(0, 0) }, tools);
    assert.equal(view.summary, '');
    assert.match(view.emptyText, /No run is over yet/);
  });

  it('is a share with what is sure of it', () => {
    const [share] = accuracyView({ accuracy: accuracy(130, 164) }, tools).shares;
    assert.deepEqual([share?.text, share?.sureText, share?.runsText], ['79 %', '72–85 %', '164']);
    assert.equal(share?.description, '8 in 10 range: 79 % inside, of 164 runs; stated are 80 %.');
  });

  it('is no share where there are too few runs', () => {
    const [share] = accuracyView({ accuracy: accuracy(19, 19) }, tools).shares;
    assert.deepEqual([share?.measured, share?.text, share?.sureText], [undefined, 'too few', '']);
  });

  it('says whether ranges hold, and never claims more than the runs bear out', () => {
    assert.match(summary(5, 10), /^It is too early to say/);
    assert.match(summary(130, 164), /^Ranges hold\. Of 164 runs 20 % cost more than the range and 0 % less\./);
    assert.match(summary(100, 164), /^Ranges are too narrow/);
    assert.match(summary(163, 164), /^Ranges are wider/);
    assert.match(summary(130, 164), /Half of them were off the median by ×1\.5 or less\.$/);
  });

  it('tells runs inside their range from those above and below', () => {
    const point = (actual: number) => ({ runId: `${actual}`, low: 1, median: 2, high: 4, actual });
    const { runs } = accuracyView({ accuracy: accuracy(1, 3, { points: [0.5, 1, 4, 5].map(point) }) }, tools);
    assert.deepEqual(
      runs.map(({ position }) => position),
      ['below', 'inside', 'inside', 'above'],
    );
  });

  it('names a model that is not known as such', () => {
    assert.equal(accuracyView({ accuracy: accuracy(1, 1) }, tools).models[0]?.label, 'unknown');
  });
});
