import assert from 'node:assert/strict';

import { threadAnswer, turnAnswer } from '../../../../src/codex/appServer/threadAnswers.ts';

describe('an answer of the app-server about a thread', () => {
  it('names a thread that was started, with what it will use', () => {
    const answer = { thread: { id: 't', turns: [] }, model: 'gpt-5.5', serviceTier: null, reasoningEffort: 'high' };
    assert.deepEqual(threadAnswer.parse(answer), {
      threadId: 't',
      parentThreadId: undefined,
      model: 'gpt-5.5',
      tier: undefined,
      effort: 'high',
    });
  });

  it('names a turn that was started', () => assert.deepEqual(turnAnswer.parse({ turn: { id: 'u' } }), { turnId: 'u' }));

  for (const answer of [{}, { turn: {} }, { turn: { id: '' } }, null]) {
    it(`“${JSON.stringify(answer)}” names no turn`, () => assert.equal(turnAnswer.safeParse(answer).success, false));
  }
});
