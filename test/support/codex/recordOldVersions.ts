import assert from 'node:assert/strict';
import type { CodexFixture } from './codexFixture.ts';
import { recordAll } from './recordBasics.ts';
import { finished, lookAround, lookBriefly, playBriefly, usage } from './recordedScenarios.ts';
import { RecordingClient } from './recordingClient.ts';
import { SUMMARY, type Recording } from './rolloutRecording.ts';

/** Models that a version knows, and its word for the faster service tier. */
export interface OldModels {
  readonly model: string;
  readonly otherModel: string;
  readonly tier: string;
}

/** A run, and one that goes on in the same thread. */
export async function recordOldTurns(codex: CodexFixture): Promise<Recording> {
  codex.backend.play('look around', lookAround(8_123));
  codex.backend.play('look again', lookBriefly(14_207));
  const exec = await finished(codex.runCodex(['look around']));
  codex.backend.play('look around', lookBriefly(8_123));
  const resumed = await finished(codex.runCodex(['look around']));
  await finished(codex.runCodex(['resume', resumed, 'look again']));
  return recordAll(codex, { exec, resumed });
}

/** A run that was compacted on its way. */
export async function recordOldCompaction(codex: CodexFixture): Promise<Recording> {
  codex.backend.play('go far', [
    { kind: 'shell', command: 'ls', usage: usage(0, 8_623) },
    { kind: 'shell', command: 'cat greet.js', usage: usage(8, 8_623) },
    { kind: 'message', text: 'That was far.', usage: usage(0, 3_001) },
  ]);
  codex.backend.play(/CONTEXT CHECKPOINT COMPACTION|exceeded the maximum number of tokens/, [
    { kind: 'message', text: SUMMARY, usage: usage(9, 8_623) },
  ]);
  codex.backend.play(SUMMARY, [{ kind: 'message', text: 'That was far.', usage: usage(0, 3_001) }]);
  codex.backend.play('go further', lookBriefly(4_211));
  const limit = ['--config', 'model_auto_compact_token_limit=20000'];
  const compacted = await finished(codex.runCodex([...limit, 'go far']));
  await finished(codex.runCodex([...limit, 'resume', compacted, 'go further']));
  return recordAll(codex, { compacted });
}

/** A parent that goes on after its forks: of the whole, and a fork of that fork. */
export async function recordOldForks(codex: CodexFixture): Promise<Recording> {
  playBriefly(codex, 'first look', 'second look', 'third look', 'look in the fork', 'look deeper');
  const threads = await RecordingClient.with(codex, async (client) => {
    const parent = await client.begin();
    await client.turn(parent, 'first look');
    await client.turn(parent, 'second look');
    const fork = await client.fork(parent);
    await client.turn(fork, 'look in the fork');
    const nested = await client.fork(fork);
    await client.turn(nested, 'look deeper');
    await client.turn(parent, 'third look');
    return { 'fork-parent': parent, fork, 'fork-nested': nested };
  });
  return recordAll(codex, threads);
}

/** A thread whose last turn was taken back. */
export async function recordRollback(codex: CodexFixture): Promise<Recording> {
  playBriefly(codex, 'first look', 'second look', 'third look');
  const rolledBack = await RecordingClient.with(codex, async (client) => {
    // Newer ones take turns back in threads of this kind alone; older ones know no other.
    const thread = await client.begin({ historyMode: 'legacy' });
    await client.turn(thread, 'first look');
    await client.turn(thread, 'second look');
    await client.ask('thread/rollback', { threadId: thread, numTurns: 1 });
    await client.turn(thread, 'third look');
    return thread;
  });
  return recordAll(codex, { 'rolled-back': rolledBack });
}

/** A run with a subagent. */
export async function recordOldChildren(codex: CodexFixture): Promise<Recording> {
  codex.backend.play('get help', [
    { kind: 'spawnAgent', prompt: 'help out', usage: usage(0, 8_513) },
    { kind: 'waitAgent', usage: usage(1, 8_513) },
    { kind: 'message', text: 'Helped.', usage: usage(2, 8_513) },
  ]);
  codex.backend.play('help out', lookBriefly(6_101));
  const parent = await finished(codex.runCodex(['get help']));
  const child = codex.backend.modelRequests.find(({ threadId }) => threadId !== parent)?.threadId;
  assert.ok(child);
  return recordAll(codex, { 'subagent-parent': parent, subagent: child });
}

/** A thread whose effort, model and tier are other ones from turn to turn. */
export async function recordOldSwitches(
  codex: CodexFixture,
  { model, otherModel, tier }: OldModels,
): Promise<Recording> {
  playBriefly(codex, 'first look', 'second look', 'third look', 'fourth look');
  const switched = await RecordingClient.with(codex, async (client) => {
    const thread = await client.begin();
    await client.turn(thread, 'first look', { effort: 'high' });
    await client.turn(thread, 'second look', { model: otherModel, effort: 'low' });
    await client.turn(thread, 'third look', { model, serviceTier: tier });
    await client.turn(thread, 'fourth look', { serviceTier: null });
    return thread;
  });
  return recordAll(codex, { switched });
}
