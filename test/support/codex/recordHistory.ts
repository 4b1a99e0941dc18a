import assert from 'node:assert/strict';
import type { CodexFixture } from './codexFixture.ts';
import { recordAll } from './recordBasics.ts';
import { finished, lookBriefly, playBriefly, usage } from './recordedScenarios.ts';
import { RecordingClient } from './recordingClient.ts';
import { recordedAs, requestsOf, rolloutFiles, SUMMARY, type Recording } from './rolloutRecording.ts';

/** A thread that was taken back by a turn: Codex goes on in a second file, and leaves the first as it is. */
export async function recordRevert(codex: CodexFixture): Promise<Recording> {
  playBriefly(codex, 'first look', 'second look', 'third look');
  let requestsBefore = 0;
  const thread = await RecordingClient.with(codex, async (client) => {
    const id = await client.begin();
    await client.turn(id, 'first look');
    const undone = await client.turn(id, 'second look');
    requestsBefore = requestsOf(codex, id).length;
    await client.ask('thread/revert', { threadId: id, beforeTurnId: undone });
    await client.turn(id, 'third look');
    return id;
  });
  const [first, second, ...others] = await rolloutFiles(codex, thread);
  assert.ok(first && second && others.length === 0);
  const requests = requestsOf(codex, thread);
  return {
    reverted: await recordedAs(codex, first, requests.slice(0, requestsBefore)),
    'reverted-rest': await recordedAs(codex, second, requests.slice(requestsBefore)),
  };
}

/** A thread in the archive, and one that was taken out of it and went on. */
export async function recordArchive(codex: CodexFixture): Promise<Recording> {
  playBriefly(codex, 'first look', 'second look');
  const threads = await RecordingClient.with(codex, async (client) => {
    const archived = await client.begin();
    await client.turn(archived, 'first look');
    await client.ask('thread/archive', { threadId: archived });
    const unarchived = await client.begin();
    await client.turn(unarchived, 'first look');
    await client.ask('thread/archive', { threadId: unarchived });
    await client.ask('thread/unarchive', { threadId: unarchived });
    await client.ask('thread/resume', { threadId: unarchived });
    await client.turn(unarchived, 'second look');
    return { archived, unarchived };
  });
  return recordAll(codex, threads);
}

/** A thread whose user asked for compaction, with a turn before it and one after. */
export async function recordManualCompaction(codex: CodexFixture): Promise<Recording> {
  playCompaction(codex);
  return recordAll(codex, { 'compacted-manually': await compactManually(codex) });
}

/** The same where OpenAI compacts. */
export async function recordRemoteManualCompaction(codex: CodexFixture): Promise<Recording> {
  playCompaction(codex);
  return recordAll(codex, { 'compacted-remotely-manually': await compactManually(codex) });
}

/** A run that OpenAI compacted on its way. */
export async function recordRemoteCompaction(codex: CodexFixture): Promise<Recording> {
  playCompaction(codex);
  codex.backend.play('go far', [
    { kind: 'shell', command: 'ls', usage: usage(0, 8_623) },
    { kind: 'shell', command: 'cat greet.js', usage: usage(8, 8_623) },
  ]);
  codex.backend.play(/^compaction$/, [{ kind: 'message', text: 'That was far.', usage: usage(0, 3_001) }]);
  const limit = ['--config', 'model_auto_compact_token_limit=20000'];
  return recordAll(codex, { 'compacted-remotely': await finished(codex.runCodex([...limit, 'go far'])) });
}

function playCompaction(codex: CodexFixture): void {
  playBriefly(codex, 'first look', 'second look');
  codex.backend.play('CONTEXT CHECKPOINT COMPACTION', [{ kind: 'message', text: SUMMARY, usage: usage(9, 8_623) }]);
  codex.backend.play(/^compaction_trigger$/, [{ kind: 'compaction', usage: usage(7, 8_111) }]);
}

async function compactManually(codex: CodexFixture): Promise<string> {
  return RecordingClient.with(codex, async (client) => {
    const thread = await client.begin();
    await client.turn(thread, 'first look');
    await client.untilTurnEnds(async () => client.ask('thread/compact/start', { threadId: thread }));
    await client.turn(thread, 'second look');
    return thread;
  });
}

/** A thread most of whose input is written to the cache, besides what is read from it. */
export async function recordCacheWrites(codex: CodexFixture): Promise<Recording> {
  codex.backend.play('look around', [
    { kind: 'shell', command: 'ls', usage: { input: 9_001, cached: 0, cacheWrite: 8_704, output: 61, reasoning: 0 } },
    {
      kind: 'message',
      text: 'Two.',
      usage: { input: 9_407, cached: 8_704, cacheWrite: 512, output: 83, reasoning: 64 },
    },
  ]);
  return recordAll(codex, { 'cache-writes': await finished(codex.runCodex(['look around'])) });
}

/** A subagent that has a subagent. */
export async function recordGrandchild(codex: CodexFixture): Promise<Recording> {
  codex.backend.play('get help', [
    { kind: 'spawnAgent', prompt: 'help out', usage: usage(0, 8_513) },
    { kind: 'waitAgent', usage: usage(1, 8_513) },
    { kind: 'message', text: 'Helped.', usage: usage(2, 8_513) },
  ]);
  codex.backend.play('help out', [
    { kind: 'spawnAgent', prompt: 'do the work', usage: usage(0, 6_101) },
    { kind: 'waitAgent', usage: usage(1, 6_101) },
    { kind: 'message', text: 'I had help.', usage: usage(2, 6_101) },
  ]);
  codex.backend.play('do the work', lookBriefly(5_003));
  const root = await finished(codex.runCodex(['--model', 'gpt-6.1-sol', 'get help']));
  const [, child, grandchild] = new Set(codex.backend.modelRequests.map(({ threadId }) => threadId));
  assert.ok(child && grandchild);
  return recordAll(codex, { 'grandchild-root': root, 'grandchild-parent': child, grandchild });
}
