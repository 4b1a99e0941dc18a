import assert from 'node:assert/strict';

import { parseNotification } from '../../../../src/codex/appServer/notifications.ts';
import { tokens } from '../../make.ts';

describe('a notification of the app-server', () => {
  const breakdown = {
    totalTokens: 1150,
    inputTokens: 1100,
    cachedInputTokens: 600,
    outputTokens: 50,
    reasoningOutputTokens: 20,
  };
  const usageOf = (last: object) => ({
    method: 'thread/tokenUsage/updated',
    params: { threadId: 't', turnId: 'u', tokenUsage: { total: breakdown, last, modelContextWindow: 258_400 } },
  });
  const turnDone = (turn: object) => ({
    method: 'turn/completed',
    params: { threadId: 't', turn: { id: 'u', items: [], ...turn } },
  });
  const used = { ...tokens(1100, 600, 50), reasoningOutputTokens: 20 };
  const usage = { kind: 'tokenUsage', threadId: 't', turnId: 'u', total: used };
  const ended = { kind: 'turnCompleted', threadId: 't', turnId: 'u', errorMessage: undefined };
  const item = {
    kind: 'itemCompleted',
    threadId: 't',
    itemId: 'i',
    tool: undefined,
    text: undefined,
    command: undefined,
    status: undefined,
    exitCode: undefined,
  };
  const itemDone = (change: object) => ({
    method: 'item/completed',
    params: { threadId: 't', turnId: 'u', item: { id: 'i', ...change } },
  });

  const noTotal = { kind: 'unreadable', method: 'thread/tokenUsage/updated' };

  const waits = { kind: 'requestWaits', threadId: 't' };
  const hook = (source: string, turn: object) => ({
    method: 'hook/started',
    params: { threadId: 't', ...turn, run: { eventName: 'preModelRequest', source } },
  });

  const cases: readonly (readonly [says: string, message: unknown, read: object | undefined])[] = [
    ['tells what a response used', usageOf(breakdown), { ...usage, last: used }],
    [
      'tells of cache writes where there are some',
      usageOf({ ...breakdown, cacheWriteInputTokens: 50 }),
      { ...usage, last: { ...used, cacheWriteInputTokens: 50 } },
    ],
    [
      'keeps parts inside their wholes',
      usageOf({ ...breakdown, cachedInputTokens: 9999 }),
      { ...usage, last: { ...used, cachedInputTokens: 1100 } },
    ],
    [
      'tells which files an agent is about to change',
      { method: 'item/started', params: { item: { type: 'fileChange', id: 'i', changes: [{ path: '/w/a.ts' }] } } },
      { kind: 'filesChange', itemId: 'i', files: ['/w/a.ts'] },
    ],
    [
      'tells that an agent waits for others',
      { method: 'item/started', params: { threadId: 't', item: { type: 'collabAgentToolCall', tool: 'wait' } } },
      { kind: 'agentWaits', threadId: 't' },
    ],
    [
      'tells nothing of other tools that have begun',
      { method: 'item/started', params: { threadId: 't', item: { type: 'collabAgentToolCall', tool: 'spawnAgent' } } },
      undefined,
    ],
    [
      'tells that it waits no longer',
      itemDone({ type: 'collabAgentToolCall', tool: 'wait' }),
      { ...item, itemType: 'collabAgentToolCall', tool: 'wait' },
    ],
    ['tells that a request of a turn waits', hook('sessionFlags', { turnId: 'u' }), { ...waits, turnId: 'u' }],
    ['tells that a request waits whose turn is not named', hook('sessionFlags', {}), { ...waits, turnId: 't' }],
    ['tells nothing of the person’s own hooks', hook('user', { turnId: 'u' }), undefined],
    ['with tokens that are no count cannot be read', usageOf({ ...breakdown, inputTokens: -1 }), noTotal],
    ['with more tokens than can be cannot be read', usageOf({ ...breakdown, inputTokens: 2 ** 53 - 1 }), noTotal],
    ['with a part of another name cannot be read', usageOf({ ...breakdown, outputTokens: undefined }), noTotal],
    ['tells that a turn completed', turnDone({ status: 'completed', error: null }), { ...ended, status: 'completed' }],
    ['tells that a turn was interrupted', turnDone({ status: 'interrupted' }), { ...ended, status: 'interrupted' }],
    [
      'tells why a turn failed',
      turnDone({ status: 'failed', error: { message: 'out of credits', codexErrorInfo: 'usageLimitExceeded' } }),
      { ...ended, status: 'failed', errorMessage: 'out of credits' },
    ],
    ['of an end nobody knows is a failure', turnDone({ status: 'vanished' }), { ...ended, status: 'failed' }],
    [
      'tells that a turn began',
      { method: 'turn/started', params: { threadId: 't', turn: { id: 'u' } } },
      { kind: 'turnStarted', threadId: 't', turnId: 'u' },
    ],
    [
      'tells what the agent said',
      itemDone({ type: 'agentMessage', text: 'Done.' }),
      { ...item, itemType: 'agentMessage', text: 'Done.' },
    ],
    [
      'tells what the agent ran',
      itemDone({ type: 'commandExecution', command: 'ls', status: 'completed', exitCode: 0 }),
      { ...item, itemType: 'commandExecution', command: 'ls', status: 'completed', exitCode: 0 },
    ],
    [
      'tells of an item whose parts are strange',
      itemDone({ type: 'hologram', text: { a: 1 }, exitCode: 'no' }),
      { ...item, itemType: 'hologram' },
    ],
    [
      'tells of a subagent’s thread',
      { method: 'thread/started', params: { thread: { id: 'c', sessionId: 't', parentThreadId: 't' } } },
      { kind: 'threadStarted', threadId: 'c', rootThreadId: 't' },
    ],
    ['that we have no use for is dropped', { method: 'hook/started', params: {} }, undefined],
    [
      'with a text of which not even the length can be told is dropped',
      itemDone({ type: 'agentMessage', text: { length: { toString: 0, valueOf: 0 } } }),
      undefined,
    ],
    [
      'of an end that is nobody’s cannot be read',
      { method: 'turn/completed' },
      { kind: 'unreadable', method: 'turn/completed' },
    ],
    ['without parameters is dropped', { method: 'item/completed' }, undefined],
    ['that is no object is dropped', 'turn/completed', undefined],
  ];
  for (const [says, message, read] of cases) {
    it(says, () => assert.deepEqual(parseNotification(message), read));
  }
});
