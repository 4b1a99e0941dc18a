import { HOUR_MS, NOW_MS, credits } from '../../make.ts';
import { checkViews } from '../statusBarCases.ts';
import { hold, runMeter } from '../views.ts';

describe('the status bar while something goes on', () => {
  checkViews([
    [
      'one run with a cap',
      { activeRuns: [runMeter()] },
      {
        text: '$(sync~spin) 11.62/50 · ends 14–34',
        accessibleName: 'one run is going on, 11.62 of 50 credits. It will likely end at 14–34 credits (median 18).',
      },
    ],
    [
      'one run without cap',
      { activeRuns: [runMeter({ cap: undefined })] },
      {
        text: '$(sync~spin) 11.62 · ends 14–34',
        accessibleName:
          'one run is going on, 11.62 credits so far, no cap. It will likely end at 14–34 credits (median 18).',
      },
    ],
    [
      'one run of a model without price',
      { activeRuns: [runMeter({ spent: credits(0), unpricedRequests: 2 })] },
      { text: '$(sync~spin) no price', accessibleName: 'one run is going on. Its model has no price.' },
    ],
    [
      'two runs',
      { activeRuns: [runMeter(), runMeter({ runId: 'run-2', spent: credits(40.38) })] },
      { text: '$(sync~spin) 2 runs · 52.00', accessibleName: '2 runs are going on, 52.00 credits so far.' },
    ],
    [
      'two runs, one of them of a model without price',
      { activeRuns: [runMeter(), runMeter({ runId: 'run-2', spent: credits(0), unpricedRequests: 1 })] },
      {
        text: '$(sync~spin) 2 runs · 11.62+',
        accessibleName: '2 runs are going on, 11.62 credits so far, and more without a price.',
      },
    ],
    [
      'two runs of models without price',
      {
        activeRuns: ['run-1', 'run-2'].map((runId) => runMeter({ runId, spent: credits(0), unpricedRequests: 1 })),
      },
      {
        text: '$(sync~spin) 2 runs · no price',
        accessibleName: '2 runs are going on. Their models have no price.',
      },
    ],
    [
      'Codex asks',
      { activeRuns: [runMeter()], openQuestions: 1 },
      {
        text: '$(bell-dot) Codex asks you',
        accessibleName: 'Codex waits for your answer. Press Enter to answer.',
        severity: 'warning',
        action: 'answer',
      },
    ],
  ]);
});

describe('the status bar while a run is held', () => {
  const held = runMeter({ spent: credits(50.38), hold: hold() });
  const waiting = runMeter({ spent: credits(50.38), hold: hold({ waitsUntilMs: NOW_MS + HOUR_MS }) });
  checkViews([
    [
      'it asks',
      { activeRuns: [runMeter(), held] },
      {
        text: '$(debug-pause) Held at 50.38',
        accessibleName: 'one run is held after 50.38 credits and asks you. Press Enter to answer.',
        severity: 'warning',
        action: 'answer',
      },
    ],
    [
      'it waits for a reset, and asks no more',
      { activeRuns: [waiting] },
      {
        text: '$(debug-pause) 50.38 · until 13:00',
        accessibleName: 'one run is held after 50.38 credits. It goes on at 13:00.',
      },
    ],
    [
      'several are',
      { activeRuns: [held, held] },
      {
        text: '$(debug-pause) 2 runs are held',
        accessibleName: '2 runs are held and ask you. Press Enter to answer.',
        severity: 'warning',
        action: 'answer',
      },
    ],
    [
      'two of them wait by themselves',
      { activeRuns: [waiting, waiting] },
      { text: '$(debug-pause) 2 runs are held', accessibleName: '2 runs are held, and go on by themselves.' },
    ],
    [
      'one waits by itself, and one asks',
      { activeRuns: [waiting, held] },
      {
        text: '$(debug-pause) Held at 50.38',
        accessibleName: 'one run is held after 50.38 credits and asks you. Press Enter to answer.',
        severity: 'warning',
        action: 'answer',
      },
    ],
  ]);
});
