import assert from 'node:assert/strict';

import { inEnglish } from '../../../../src/base/translate.ts';
import type { RunMeter } from '../../../../src/guard/runs/runMeter.ts';
import { settledText } from '../../../../src/host/runs/settledView.ts';
import { credits, unpricedEstimate } from '../../make.ts';
import { format, preflight, runMeter } from '../views.ts';

type Case = readonly [run: Partial<RunMeter>, text: string, isWarning: boolean];

const unpriced = { preflight: preflight({}, { estimate: unpricedEstimate }), unpricedRequests: 3, spent: credits(0) };

const cases: readonly Case[] = [
  [{ status: 'completed' }, 'Done: 11.62 credits. The estimate was 10–30.', false],
  [{ status: 'completed', ...unpriced }, 'Done: no price is known.', false],
  [{ status: 'stopped' }, 'Stopped: 11.62 credits. What it has changed so far stays.', false],
  [
    { status: 'capped', cap: credits(11) },
    'Stopped at its cap of 11: 11.62 credits. 0.62 over: the response in flight.',
    true,
  ],
  [{ status: 'capped', cap: credits(11.62) }, 'Stopped at its cap of 11.62: 11.62 credits.', true],
  [{ status: 'failed' }, 'The run failed after 11.62 credits: Codex gave no reason.', true],
  [{ status: 'failed', errorMessage: 'stream closed' }, 'The run failed after 11.62 credits: stream closed', true],
  [{ status: 'failed', ...unpriced }, 'The run failed, and its model has no price: Codex gave no reason.', true],
];

describe('how a run ended, in a sentence', () => {
  for (const [run, text, isWarning] of cases) {
    it(text, () => assert.deepEqual(settledText(runMeter(run), inEnglish, format), { text, isWarning }));
  }
});
