import assert from 'node:assert/strict';

import { accountAnswer, modelsAnswer } from '../../../../src/codex/appServer/accountAnswers.ts';

describe('an answer of the app-server about its account', () => {
  it('names the account', () => {
    const answer = {
      account: { type: 'chatgpt', email: 'ada@example.com', planType: 'business' },
      requiresOpenaiAuth: true,
    };
    assert.equal(accountAnswer.parse(answer).account?.email, 'ada@example.com');
  });

  it('says that nobody is signed in', () =>
    assert.equal(accountAnswer.parse({ account: null, requiresOpenaiAuth: true }).account, undefined));

  it('lists models with their efforts and tiers', () => {
    const listed = {
      id: 'gpt-6-sol',
      model: 'gpt-6-sol',
      displayName: 'GPT-6 Sol',
      description: 'Balanced',
      hidden: false,
      supportedReasoningEfforts: [{ reasoningEffort: 'low', description: 'Fast' }],
      defaultReasoningEffort: 'medium',
      serviceTiers: [{ id: 'priority', name: 'Fast' }],
      defaultServiceTier: 'priority',
      isDefault: true,
    };
    assert.deepEqual(modelsAnswer.parse({ data: [listed], nextCursor: null }).data, [
      {
        model: 'gpt-6-sol',
        displayName: 'GPT-6 Sol',
        description: 'Balanced',
        hidden: false,
        efforts: [{ effort: 'low', description: 'Fast' }],
        defaultEffort: 'medium',
        defaultTier: 'priority',
        isDefault: true,
      },
    ]);
  });

  it('lists models of which little is told', () => {
    const [model] = modelsAnswer.parse({
      data: [{ model: 'x', displayName: 'X', supportedReasoningEfforts: 'all' }],
    }).data;
    assert.deepEqual([model?.efforts, model?.defaultEffort, model?.isDefault], [[], undefined, false]);
  });
});
