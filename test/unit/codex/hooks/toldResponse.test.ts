import assert from 'node:assert/strict';

import { parseToldResponse } from '../../../../src/codex/hooks/toldResponse.ts';
import { tokens } from '../../make.ts';

describe('what a hook tells of a response', () => {
  const usage = { input_tokens: 8000, cached_input_tokens: 600, output_tokens: 50, total_tokens: 8050 };
  const told = (change: object) =>
    JSON.stringify({
      session_id: 't',
      turn_id: 'u',
      model: 'gpt-5.5',
      status: 'completed',
      error: null,
      token_usage: usage,
      ...change,
    });

  it('is its tokens, its thread and the model that was asked', () =>
    assert.deepEqual(parseToldResponse(told({})), { threadId: 't', model: 'gpt-5.5', usage: tokens(8000, 600, 50) }));

  it('is a subagent’s where it names one', () =>
    assert.equal(parseToldResponse(told({ agent_id: 'child' }))?.threadId, 'child'));

  it('counts cache writes and reasoning where they are told', () => {
    const more = { ...usage, cache_write_input_tokens: 20, reasoning_output_tokens: 30 };
    const { cacheWriteInputTokens, reasoningOutputTokens } =
      parseToldResponse(told({ token_usage: more }))?.usage ?? {};
    assert.deepEqual([cacheWriteInputTokens, reasoningOutputTokens], [20, 30]);
  });

  for (const [says, text] of [
    ['of a request that failed', told({ status: 'failed', token_usage: null })],
    ['in a form that is not known', told({ token_usage: { input: 1 } })],
    ['without a part that the price is for', told({ token_usage: { ...usage, output_tokens: undefined } })],
    ['with tokens that cannot be', told({ token_usage: { ...usage, input_tokens: -1 } })],
    ['cut off', told({}).slice(0, 40)],
  ] as const) {
    it(`is nothing ${says}`, () => assert.equal(parseToldResponse(text), undefined));
  }
});
