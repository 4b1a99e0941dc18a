import assert from 'node:assert/strict';

import fc from 'fast-check';

import { priceRequest } from '../../../../src/core/prices/pricing.ts';
import { API_KEY_ACCOUNT } from '../../../../src/core/usage/usageEvent.ts';
import { NOW_MS, card } from '../../make.ts';
import { parse } from '../decoding.ts';
import * as sample from '../lines.ts';
import { AT_MS, PARENT, THREAD, TURN, line } from '../lines.ts';

const parsed = (text: string): unknown => {
  const result = parse(text);
  return result.kind === 'line' ? result.line : result.kind;
};
const tokens = (input: number, cached: number, output: number, reasoning = 0) => ({
  inputTokens: input,
  cachedInputTokens: cached,
  cacheWriteInputTokens: 0,
  outputTokens: output,
  reasoningOutputTokens: reasoning,
});

/** Without the keys that say nothing. */
const known = (value: unknown): object =>
  Object.fromEntries(Object.entries(value as object).filter(([, part]) => part !== undefined));

describe('a line of a rollout', () => {
  const ended = { kind: 'taskEnded', occurredAtMs: AT_MS, turnId: TURN };
  const meta = {
    kind: 'sessionMeta',
    threadId: THREAD,
    rootThreadId: THREAD,
    startedAtMs: AT_MS,
    cwd: '/workspace',
    originator: 'codex_exec',
    codexVersion: '0.169.0',
    branch: 'main',
    occurredAtMs: AT_MS,
  };
  const turn = { turnId: TURN, rootTurnId: TURN };
  const context = {
    kind: 'turnContext',
    occurredAtMs: AT_MS,
    ...turn,
    cwd: '/workspace',
    model: 'gpt-5.5',
    effort: 'medium',
  };
  const record = { kind: 'usageRecord', occurredAtMs: AT_MS, threadId: THREAD, responseId: 'resp_1', ...turn };
  const lines: readonly (readonly [says: string, text: string, line: object])[] = [
    ['the first one', sample.sessionMeta(), meta],
    [
      'the first one of a subagent',
      sample.sessionMeta({ session_id: PARENT, parent_thread_id: PARENT }),
      { ...meta, rootThreadId: PARENT, parentThreadId: PARENT },
    ],
    ['the first one of a legacy fork', sample.legacyFork(), { ...meta, forkedFromId: PARENT }],
    [
      'the first one of an old version',
      line('session_meta', { id: THREAD }),
      { kind: 'sessionMeta', occurredAtMs: AT_MS, threadId: THREAD, rootThreadId: THREAD, startedAtMs: AT_MS },
    ],
    [
      'the first one of an account’s thread',
      sample.sessionMeta({ account_scoped: true, creator_account_id: 'acct-1' }),
      { ...meta, account: 'acct-1' },
    ],
    [
      'the first one of a thread that belongs to no account',
      sample.sessionMeta({ account_scoped: true }),
      { ...meta, account: API_KEY_ACCOUNT },
    ],
    ['one whose git is told in another way', sample.sessionMeta({ git: 'main' }), { ...meta, branch: undefined }],
    [
      'the start of a turn',
      sample.taskStarted(),
      { kind: 'taskStarted', occurredAtMs: AT_MS, ...turn, startedAtMs: Math.floor(AT_MS / 1000) * 1000 },
    ],
    ['the context of a turn', sample.turnContext(), context],
    [
      'an effort that stands elsewhere',
      sample.turnContext({ effort: undefined, collaboration_mode: { settings: { reasoning_effort: 'high' } } }),
      { ...context, effort: 'high' },
    ],
    ['an effort that is the default', sample.turnContext({ effort: null }), { ...context, effort: undefined }],
    [
      'the settings of a thread',
      sample.threadSettings({ service_tier: 'priority', reasoning_effort: 'low' }),
      { kind: 'threadSettings', threadId: THREAD, model: 'gpt-5.5', effort: 'low', tier: 'priority' },
    ],
    [
      'a record of usage',
      sample.usageRecord('resp_1', sample.usage(1100, 600, 50, 20)),
      { ...record, usage: tokens(1100, 600, 50, 20) },
    ],
    [
      'a record with more cached than input',
      sample.usageRecord('resp_1', sample.usage(10, 600, 5, 20)),
      { ...record, usage: tokens(10, 10, 5, 5) },
    ],
    [
      'a count of tokens',
      sample.tokenCount(sample.usage(9, 1, 2), sample.usage(3, 0, 1)),
      { kind: 'tokenCount', occurredAtMs: AT_MS, total: tokens(9, 1, 2), last: tokens(3, 0, 1) },
    ],
    [
      'what the person asked for',
      sample.eventMsg('user_message', { message: 'fix it', images: ['data:'], local_images: ['/a.png'] }),
      { kind: 'userMessage', occurredAtMs: AT_MS, text: 'fix it', images: 2 },
    ],
    [
      'what the person asked for, as newer versions write it',
      sample.eventMsg('item_completed', {
        thread_id: THREAD,
        turn_id: TURN,
        item: {
          type: 'UserMessage',
          content: [{ type: 'text', text: 'fix' }, { type: 'localImage' }, { type: 'text', text: 'it' }],
        },
      }),
      { kind: 'userMessage', occurredAtMs: AT_MS, turnId: TURN, text: 'fix\n\nit', images: 1 },
    ],
    [
      'what the person asked for, where its type is not told first',
      sample.eventMsg('item_completed', { item: { content: [{ type: 'text', text: 'fix' }], type: 'UserMessage' } }),
      { kind: 'userMessage', occurredAtMs: AT_MS, text: 'fix', images: 0 },
    ],
    [
      'a record that tells its tier',
      sample.usageRecord('resp_1', sample.usage(1, 0, 1), { service_tier: 'priority' }),
      { ...record, tier: 'priority', usage: tokens(1, 0, 1) },
    ],
    [
      'that another model answers',
      sample.eventMsg('model_reroute', { from_model: 'gpt-5.5', to_model: 'gpt-5.4' }),
      { kind: 'modelReroute', model: 'gpt-5.4' },
    ],
    [
      'a compaction, but not the copy of a record in it',
      line('compacted', { message: '', latest_token_usage_record: { type: 'token_usage_record' } }),
      { kind: 'compacted', isSummaryHidden: true },
    ],
    [
      'a compaction with its summary',
      line('compacted', { message: 'So far' }),
      { kind: 'compacted', isSummaryHidden: false },
    ],
    ['the end of a turn', sample.eventMsg('task_complete', { turn_id: TURN }), { ...ended, how: 'completed' }],
    [
      'the end of a turn with an error',
      sample.eventMsg('task_complete', { turn_id: TURN, error: { message: 'no' } }),
      { ...ended, how: 'failed' },
    ],
    ['a turn broken off', sample.eventMsg('turn_aborted', { turn_id: TURN }), { ...ended, how: 'stopped' }],
    [
      'the thread of a saved stream',
      JSON.stringify({ type: 'thread.started', thread_id: THREAD }),
      { kind: 'streamThread', threadId: THREAD },
    ],
    [
      'the end of a turn in a saved stream',
      JSON.stringify({ type: 'turn.completed', usage: sample.usage(9, 1, 2) }),
      { kind: 'streamTotal', total: tokens(9, 1, 2) },
    ],
    ['a count that only tells limits', sample.tokenCount(null), { kind: 'tokenCount', occurredAtMs: AT_MS }],
  ];
  for (const [says, text, expected] of lines) {
    it(`${says} is read`, () => {
      assert.deepEqual(known(parsed(text)), known(expected));
    });
  }

  it('is read whatever the order of its keys', () => {
    const { type, payload, ...rest } = JSON.parse(sample.usageRecord('resp_1', sample.usage(1, 0, 1))) as sample.Json;
    assert.deepEqual(
      parsed(JSON.stringify({ payload, ...rest, type })),
      parsed(JSON.stringify({ type, payload, ...rest })),
    );
  });

  it('is read with blanks between its parts', () => {
    const spaced = JSON.stringify(JSON.parse(sample.turnContext()), undefined, 1).replaceAll('\n', '');
    assert.deepEqual(known(parsed(spaced)), context);
  });

  const skipped: readonly (readonly [says: string, text: string])[] = [
    ['model output', line('response_item', { type: 'message', content: 'token_count turn_context' })],
    [
      'output that quotes a whole line of ours',
      line('response_item', { text: sample.usageRecord('resp_1', sample.usage(1, 0, 1)) }),
    ],
    ['another event', sample.eventMsg('agent_message', { message: '"token_count"' })],
    ['an item that is no message of the person', sample.eventMsg('item_completed', { item: { type: 'AgentMessage' } })],
    [
      'an item that quotes a message of the person',
      sample.eventMsg('item_completed', { item: { type: 'CommandExecution', output: '"UserMessage"' } }),
    ],
    ['an empty line', ''],
    ['something else', 'hello'],
  ];
  for (const [says, text] of skipped) {
    it(`${says} is skipped`, () => assert.equal(parsed(text), 'skipped'));
  }

  const cut = sample.usageRecord('resp_1', sample.usage(1100, 600, 50));
  const malformed: readonly (readonly [says: string, text: string])[] = [
    ['torn', cut.slice(0, -40)],
    ['torn within its first bytes', cut.slice(0, 90)],
    ['with bytes of nothing in it', cut.replace('"usage"', '"us\u0000age"')],
    [
      'without a time',
      line('token_usage_record', { thread_id: THREAD, response_id: 'r', usage: sample.usage(1, 0, 1) }, {}),
    ],
    ['with a time nobody can read', sample.tokenCount(null).replace(sample.AT, 'yesterday')],
    ['without a response', sample.usageRecord('', sample.usage(1, 0, 1))],
    ['with tokens as text', sample.usageRecord('resp_1', { ...sample.usage(1, 0, 1), input_tokens: '1' })],
    [
      'with a part of another name',
      sample.usageRecord('resp_1', { ...sample.usage(1, 0, 1), output_tokens: undefined }),
    ],
    ['with fewer than no tokens', sample.usageRecord('resp_1', sample.usage(-1, 0, 1))],
    ['with half a token', sample.usageRecord('resp_1', sample.usage(1.5, 0, 1))],
    ['with more tokens than can be counted', sample.usageRecord('resp_1', sample.usage(1e300, 0, 1))],
    ['with more tokens than can be paid', sample.usageRecord('resp_1', sample.usage(Number.MAX_SAFE_INTEGER, 0, 1))],
    ['without usage', line('token_usage_record', { thread_id: THREAD, response_id: 'r' })],
    ['with a payload of another kind', '{"timestamp":"2026-11-22T22:24:03.893Z","type":"turn_context","payload":7}'],
    ['a list', '["token_count"]'],
    ['a first line without a thread', sample.sessionMeta({ id: '' })],
  ];
  for (const [says, text] of malformed) {
    it(`${says} is malformed`, () => assert.equal(parsed(text), 'malformed'));
  }
});

describe('whatever stands in a rollout', () => {
  const samples = [
    sample.sessionMeta(),
    sample.taskStarted(),
    sample.turnContext(),
    sample.threadSettings({ service_tier: 'fast' }),
    sample.usageRecord('resp_1', sample.usage(1100, 600, 50)),
    sample.tokenCount(sample.usage(1100, 600, 50)),
  ];
  const kinds: readonly string[] = ['line', 'skipped', 'malformed'];

  it('is read without throwing: any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) =>
        assert.ok(kinds.includes(parse(Buffer.from(bytes)).kind)),
      ),
    );
  });

  it('is read without throwing: our lines with some bytes changed', () => {
    const changes = fc.array(fc.tuple(fc.nat(600), fc.nat(255)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.constantFrom(...samples), changes, (text, changed) => {
        const bytes = Buffer.from(text);
        for (const [at, byte] of changed) {
          bytes[at % bytes.length] = byte;
        }
        assert.ok(kinds.includes(parse(bytes).kind));
      }),
      { numRuns: 500 },
    );
  });

  it('is read without throwing: our lines with any value in any place', () => {
    const keys = [...new Set(samples.flatMap((text) => [...text.matchAll(/"(\w+)":/g)].map(([, key]) => key ?? '')))];
    const mutated = fc.tuple(fc.constantFrom(...samples), fc.constantFrom(...keys), fc.jsonValue());
    fc.assert(
      fc.property(mutated, ([text, key, value]) => {
        const changed = JSON.stringify(JSON.parse(text, (name, old: unknown) => (name === key ? value : old)));
        const result = parse(changed);
        if (result.kind === 'line' && result.line.kind === 'usageRecord') {
          // What is read as usage can be priced.
          const { usage } = result.line;
          priceRequest(card, { model: 'gpt-5.5', tier: 'fast', occurredAtMs: NOW_MS, usage });
        }
        assert.ok(kinds.includes(result.kind));
      }),
      { numRuns: 500 },
    );
  });

  it('is read without overflowing the stack: thousands of brackets', () => {
    const deep = '['.repeat(20_000) + ']'.repeat(20_000);
    assert.ok(kinds.includes(parse(line('turn_context', {}).replace('{}', `{"model":${deep}}`)).kind));
  });

  it('is not even parsed where its first bytes say that it is model output', () => {
    const notJson = line('response_item', { text: 'token_count' }).slice(0, -3);
    assert.equal(parsed(notJson), 'skipped');
  });
});
