import assert from 'node:assert/strict';

import type { RunMeter } from '../../../../src/guard/runs/runMeter.ts';
import { onceCapIsLikely } from '../../../../src/guard/runs/runOutlook.ts';
import { fixedEstimate } from '../../../../src/core/estimate/fixedEstimate.ts';
import { credits, estimate, tokens, unpricedEstimate } from '../../make.ts';
import { type Gated, startGatedRun, use } from '../fakes.ts';

/** How often and where a run was said to reach its cap. */
function warnings({ run }: Gated): number[] {
  const told: number[] = [];
  onceCapIsLikely(run, ({ spent }) => told.push(spent / 1e6));
  return told;
}

describe('where a run will likely end', () => {
  it('is the estimate before its first response', () => {
    const { range, capOutlook } = startGatedRun(30).run.meter;
    assert.deepEqual(range, { p10: credits(0), p50: credits(10), p90: credits(30) });
    assert.deepEqual([capOutlook?.warned, (capOutlook?.chance ?? 1) < 0.11], [undefined, true]);
  });

  it('is beyond what is spent and what the next request reads, after each response', () => {
    const { turn, run } = startGatedRun(100);
    turn.use(tokens(80_000, 0, 0));
    const { spent, range, contextTokens } = run.meter;
    // 80,000 tokens at 125 credits a million, and a tenth of it once more from the cache.
    assert.deepEqual([spent, contextTokens], [credits(10), 80_000]);
    assert.ok(range !== undefined && range.p10 >= credits(11) && range.p10 <= range.p50 && range.p50 <= range.p90);
  });

  it('is not foreseen by what a subagent reads', () => {
    const { turn, run } = startGatedRun(100);
    turn.use(tokens(8_000, 0, 0));
    turn.use(tokens(400_000, 0, 0), undefined, 'child');
    assert.equal(run.meter.contextTokens, 8_000);
  });

  it('is not known without a price', () => {
    const running = startGatedRun(100, { estimate: unpricedEstimate });
    use(running.turn, 3);
    assert.deepEqual([running.run.meter.range, running.run.meter.capOutlook], [undefined, undefined]);
  });
});

describe('a run that will likely reach its cap', () => {
  it('is told of once, before it is there', () => {
    const running = startGatedRun(12, { estimate: estimate(10, 30) });
    const told = warnings(running);
    use(running.turn, 11);
    use(running.turn, 4);
    assert.equal(told.length, 1);
    assert.ok((told[0] ?? 99) < 12, String(told));
  });

  it('is told of to whoever comes late', () => {
    const running = startGatedRun(12);
    use(running.turn, 11);
    assert.equal(warnings(running).length, 1);
  });

  it('is not told of where a single response has brought it there', () => {
    const running = startGatedRun(3);
    const told = warnings(running);
    running.turn.use(tokens(80_000, 0, 0));
    assert.deepEqual([told, running.run.meter.capOutlook?.warned !== undefined], [[], true]);
  });

  it('is not told of while that is unlikely, or without a cap', () => {
    for (const cap of [200, undefined]) {
      const running = startGatedRun(cap);
      const told = warnings(running);
      use(running.turn, 12);
      assert.deepEqual(told, [], String(cap));
    }
  });

  it('is foreseen anew under a cap that was raised, and not told of again', async () => {
    const running = startGatedRun(3);
    use(running.turn, 2);
    const told = warnings(running);
    use(running.turn, 1);
    running.gate.arrive();
    const before = running.run.meter.capOutlook?.chance;
    await running.run.answer({ kind: 'raise', by: credits(500) }, 'person');
    const after = running.run.meter.capOutlook;
    assert.deepEqual([before, told.length], [1, 1]);
    assert.ok(after !== undefined && after.chance < 0.1 && after.warned !== undefined);
    await running.run.answer({ kind: 'uncap' }, 'person');
  });

  it('has nothing to be foreseen once it has no cap', async () => {
    const running = startGatedRun(1);
    use(running.turn, 1);
    running.gate.arrive();
    await running.run.answer({ kind: 'uncap' }, 'person');
    assert.equal(running.run.meter.capOutlook, undefined);
  });
});

describe('a raise that is offered', () => {
  const held = (change: Partial<Gated['run']['meter']['preflight']>, responses: number): RunMeter => {
    const running = startGatedRun(responses, change);
    use(running.turn, responses);
    running.gate.arrive();
    return running.run.meter;
  };

  it('is what the run likely still needs', () => {
    const { hold, range, spent } = held({ estimate: estimate(10, 30) }, 3);
    assert.ok(hold !== undefined && range !== undefined && hold.suggestedRaise >= range.p90 - spent);
  });

  it('lasts for some responses where the estimate was one figure that has been reached', () => {
    const { hold } = held({ estimate: fixedEstimate(credits(10), 'included') }, 10);
    assert.equal(hold?.suggestedRaise, credits(4));
  });
});
