import assert from 'node:assert/strict';

import { runRequests } from '../../../../src/core/usage/runRequests.ts';
import { draftAgain } from '../../../../src/host/panel/draftAgain.ts';
import { card, credits, event } from '../../make.ts';
import { runSummary } from '../views.ts';

const WRITTEN = { prompt: 'What I am writing', thread: 'thread-2', model: 'm', effort: 'high', tier: 'fast', cap: '7' };

describe('a run once more', () => {
  const asked = runRequests(
    [
      event({ responseId: 'a', tier: 'standard', requestedTier: 'flex' }),
      event({ responseId: 'b', threadId: 'agent', tier: 'fast' }),
    ],
    card,
  );
  const run = runSummary({ threadId: 'thread-1', cap: credits(12.5) });

  it('has the prompt, the settings and the cap that it had, in a new thread', () =>
    assert.deepEqual(draftAgain(run, asked, 'Fix the test', WRITTEN), {
      prompt: 'Fix the test',
      thread: '',
      model: 'gpt-5.5',
      effort: 'medium',
      tier: 'flex',
      cap: '12.5',
    }));

  it('leaves what is written where its prompt cannot be read', () =>
    assert.equal(draftAgain(run, asked, undefined, WRITTEN).prompt, 'What I am writing'));

  it('says nothing of what is not known of it', () => {
    const unknown = runSummary({ model: undefined, effort: undefined, cap: undefined });
    assert.deepEqual(draftAgain(unknown, undefined, 'Fix', WRITTEN), {
      prompt: 'Fix',
      thread: '',
      model: '',
      effort: '',
      tier: '',
      cap: '',
    });
  });
});
