import assert from 'node:assert/strict';

import { type HookReply, hookOutput, readHookCall } from '../../../../src/codex/hooks/hookProtocol.ts';
import { GuardError } from '../../../../src/base/errors.ts';
import { tokens } from '../../make.ts';

/** As Codex 0.169 tells it. */
const prompted = {
  session_id: 'thread-1',
  turn_id: 'turn-1',
  transcript_path: '/home/me/.codex/sessions/2026/11/22/rollout-a.jsonl',
  cwd: '/work/api',
  hook_event_name: 'UserPromptSubmit',
  model: 'gpt-5.5',
  permission_mode: 'bypassPermissions',
  prompt: 'Fix it.',
};
const used = {
  input_tokens: 1000,
  cached_input_tokens: 600,
  cache_write_input_tokens: 0,
  output_tokens: 50,
  reasoning_output_tokens: 0,
  total_tokens: 1050,
};

describe('what a hook is told', () => {
  it('by a prompt of the person', () =>
    assert.deepEqual(readHookCall('UserPromptSubmit', JSON.stringify(prompted)), {
      event: 'UserPromptSubmit',
      rootThreadId: 'thread-1',
      threadId: 'thread-1',
      isSubagent: false,
      turnId: 'turn-1',
      transcriptPath: prompted.transcript_path,
      cwd: '/work/api',
      model: 'gpt-5.5',
      prompt: 'Fix it.',
      usage: undefined,
    }));

  it('by a subagent: its own thread, and the person’s', () => {
    const call = readHookCall('UserPromptSubmit', JSON.stringify({ ...prompted, agent_id: 'thread-2' }));
    assert.deepEqual([call.rootThreadId, call.threadId, call.isSubagent], ['thread-1', 'thread-2', true]);
  });

  it('by a review: the thread that it is logged in, and the person’s', () => {
    const thread = '01a218a3-8677-7f61-9fa3-f622056ce724';
    const file = `/home/me/.codex/sessions/2026/11/26/rollout-2026-11-26T16-14-59-${thread}.jsonl`;
    const call = readHookCall(
      'PreModelRequest',
      JSON.stringify({ ...prompted, hook_event_name: undefined, transcript_path: file }),
    );
    assert.deepEqual([call.rootThreadId, call.threadId, call.isSubagent], ['thread-1', thread, false]);
  });

  it('by a thread that keeps no log', () => {
    const call = readHookCall('UserPromptSubmit', JSON.stringify({ ...prompted, transcript_path: null }));
    assert.equal(call.transcriptPath, undefined);
  });

  for (const [says, usage, expected] of [
    ['by a response', used, tokens(1000, 600, 50)],
    ['by a response that was broken off', null, undefined],
    ['by a response whose figures cannot be believed', { ...used, input_tokens: -1 }, undefined],
  ] as const) {
    it(says, () => {
      const input = { ...prompted, hook_event_name: 'PostModelRequest', status: 'completed', token_usage: usage };
      assert.deepEqual(readHookCall('PostModelRequest', JSON.stringify(input)).usage, expected);
    });
  }

  for (const [says, input] of [
    ['no JSON', '{'],
    ['no object', '[]'],
    ['no thread', JSON.stringify({ ...prompted, session_id: null })],
    ['no turn', JSON.stringify({ ...prompted, turn_id: undefined })],
    ['another event', JSON.stringify({ ...prompted, hook_event_name: 'Stop' })],
  ] as const) {
    it(`is an error where it is ${says}`, () =>
      assert.throws(
        () => readHookCall('UserPromptSubmit', input),
        (error) => GuardError.is(error, 'hook.unreadable'),
      ));
  }
});

describe('what Codex is told', () => {
  for (const [reply, output] of [
    [{ kind: 'silent' }, ''],
    [{ kind: 'tell', text: 'a “word”' }, '{"systemMessage":"a “word”"}'],
    [{ kind: 'block', text: 'no' }, '{"decision":"block","reason":"no"}'],
  ] as const satisfies readonly (readonly [HookReply, string])[]) {
    it(reply.kind, () => assert.equal(hookOutput(reply), output));
  }
});
